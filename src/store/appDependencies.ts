import type { Store } from '../database/database';
import type { Prices } from '../policy/fees';
import type { Clock } from './ledger';

/** What the service stands on, the same for every request. */
export interface AppDependencies {
  store: Store;
  clock: Clock;
  prices: Prices;
  /** Milliseconds that the clock of the day's limits is ahead of UTC; 0 where left out. */
  dayOffset?: number;
  /** Logs a warning; nothing is logged where it is left out. */
  warn?: (fields: object, message: string) => void;
}
