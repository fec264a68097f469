import type { Store } from '../database/database';
import type { Prices } from '../policy/fees';
import type { Clock } from './ledger';

/** Dependencies of the service, the same for every request. */
export interface AppDependencies {
  store: Store;
  clock: Clock;
  prices: Prices;
  /** Milliseconds that the clock of the day's limits is ahead of UTC; 0 if omitted. */
  dayOffset?: number;
  /** Logs a warning; nothing is logged if omitted. */
  warn?: (fields: object, message: string) => void;
}
