import type { RuleName } from '../policy/decision';
import type { ViewerFacts } from '../policy/facts';
import { forbidden, unauthenticated } from '../errors';
import type { EventRow } from '../store/events/append';
import type { EventFilter } from '../store/events/subscribe';
import { createLoaders, type Loaders } from '../store/loaders';
import type { AppDependencies } from '../store/appDependencies';

/** Who asks, as the credential says. */
export interface Caller {
  viewer: ViewerFacts;
  mayWrite: boolean;
}

/** What a resolver works with. */
export interface Context extends AppDependencies {
  /** Null for an anonymous caller. */
  caller: Caller | null;
  /** The time of the request, in milliseconds. */
  now: number;
  loaders: Loaders;
  dayOffset: number;
  /** Whether a list was longer than what it was charged for; the answer is counted then. */
  bounds: { exceeded: boolean };
  /** Told of each rule that refused a mutation. */
  refused: (rule: RuleName) => void;
}

/** What a subscription works with besides, while it begins. */
export interface SubscriptionContext extends Context {
  /** The events that are wanted and that the viewer may hear, after one of them or from now on; null: still there. */
  listen: (after: string | null, wanted: EventFilter) => Promise<AsyncGenerator<EventRow | null>>;
}

/** The context of one request. */
export function createContext(registry: AppDependencies, caller: Caller | null, refused: Context['refused']): Context {
  const { store, clock, prices, dayOffset = 0, warn } = registry;
  const now = clock();
  const loaders = createLoaders({ store, viewer: caller?.viewer ?? null, now, dayOffset });
  return { store, clock, prices, dayOffset, warn, caller, now, loaders, bounds: { exceeded: false }, refused };
}

/**
 * The viewer of a request that needs one.
 *
 * @throws UNAUTHENTICATED for anonymous callers
 */
export function viewerOf(context: Context): ViewerFacts {
  if (context.caller === null) throw unauthenticated('This needs a credential: send `Authorization: Bearer <token>`.');
  return context.caller.viewer;
}

/**
 * The viewer of a mutation.
 *
 * @throws UNAUTHENTICATED for anonymous callers, FORBIDDEN for a token that may only read
 */
export function writerOf(context: Context): ViewerFacts {
  const viewer = viewerOf(context);
  if (!context.caller!.mayWrite) throw forbidden('This token has the scope READ; a mutation needs WRITE.');
  return viewer;
}
