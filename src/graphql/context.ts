import type { RuleName } from '../policy/decision';
import type { ViewerFacts } from '../policy/facts';
import { sharesAnswered } from '../policy/limits';
import { forbidden, unauthenticated } from './errors';
import type { EventRow } from '../store/events/append';
import type { EventFilter } from '../store/events/subscribeToEvents';
import { createLoaders, type Loaders } from '../store/loaders';
import type { AppDependencies } from '../store/appDependencies';
import { RequestFacts, type FactSource } from './factSource';

/** The authenticated caller. */
export interface Caller {
  viewer: ViewerFacts;
  /** Whether the credential has the scope WRITE. */
  mayWrite: boolean;
}

/** The context of a resolver. */
export interface Context extends AppDependencies {
  /** Null for an anonymous caller. */
  caller: Caller | null;
  /** The time of the request, in milliseconds. */
  now: number;
  loaders: Loaders;
  /** Facts of operations, read by the loaders; null for an anonymous caller. */
  facts: FactSource | null;
  /** Milliseconds that the clock of the day's limits is ahead of UTC. */
  dayOffset: number;
  /**
   * Bounds of lists for which the operation was charged, and whether a list was longer: the objects of the response are
   * then counted and charged.
   */
  bounds: { sharesPerImage: number; exceeded: boolean };
  /** Points to charge for work that resolvers did in addition to the objects of the response. */
  work: { points: number };
  /** Counts a rule that denied a mutation. */
  refused: (rule: RuleName) => void;
}

/** The context of a subscription that begins. */
export interface SubscriptionContext extends Context {
  /**
   * Returns the wanted events that the viewer may see, after the event `after`, or from now on if null. A null among
   * them shows that a stream without events is still alive.
   */
  subscribe: (after: string | null, wanted: EventFilter) => Promise<AsyncGenerator<EventRow | null>>;
}

/** Creates the context of one request. */
export function createContext(
  dependencies: AppDependencies,
  caller: Caller | null,
  refused: Context['refused'],
): Context {
  const { store, clock, prices, dayOffset = 0, warn } = dependencies;
  const now = clock();
  const reads = newReads({ store, caller, now, dayOffset });
  const bounds = { sharesPerImage: caller === null ? 0 : sharesAnswered(caller.viewer.limits), exceeded: false };
  return { store, clock, prices, dayOffset, warn, caller, now, ...reads, bounds, work: { points: 0 }, refused };
}

type Reads = Pick<Context, 'loaders' | 'facts'>;

function newReads({ store, caller, now, dayOffset }: Pick<Context, 'store' | 'caller' | 'now' | 'dayOffset'>): Reads {
  const loaders = createLoaders({ store, viewer: caller?.viewer ?? null, now, dayOffset });
  return { loaders, facts: caller && new RequestFacts(loaders, caller.viewer) };
}

/**
 * Drops what a request has read so far, as a write may have changed it.
 *
 * @param viewer the viewer as the write has read it
 */
export function dropReads(context: Context, viewer: ViewerFacts): void {
  context.caller = context.caller && { ...context.caller, viewer };
  Object.assign(context, newReads(context));
}

/**
 * Returns the viewer of a request that needs one.
 *
 * @throws UNAUTHENTICATED for anonymous callers
 */
export function viewerOf(context: Context): ViewerFacts {
  if (context.caller === null) throw unauthenticated('A credential is required: send `Authorization: Bearer <token>`.');
  return context.caller.viewer;
}

/**
 * Returns the facts of operations for a query that needs a viewer.
 *
 * @throws UNAUTHENTICATED for anonymous callers
 */
export function factsOf(context: Context): FactSource {
  viewerOf(context);
  return context.facts!;
}

/**
 * Returns the viewer of a mutation.
 *
 * @throws UNAUTHENTICATED for anonymous callers, FORBIDDEN for a token without the scope WRITE
 */
export function writerOf(context: Context): ViewerFacts {
  const viewer = viewerOf(context);
  if (!context.caller!.mayWrite) throw forbidden('This token has the scope READ; a mutation needs WRITE.');
  return viewer;
}
