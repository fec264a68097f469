import {
  DOCUMENT_LIMITS,
  MAX_COST,
  POINT_LIMITS,
  QUEUE_LIMITS,
  REQUEST_LIMITS,
  STREAM_LIMITS,
  UNREAD_LIMITS,
  type RequestLimits,
} from '../graphql/requestLimits';
import { whole } from './settings';

const MAX_LIMIT = 1_000_000_000;
const limit = (otherwise: number, min = 1) => whole(min, MAX_LIMIT, otherwise);

/** Settings of the request limits. */
export const requestLimitSettings = {
  LIMIT_BODY_BYTES: limit(REQUEST_LIMITS.body),
  LIMIT_CHARACTERS: limit(DOCUMENT_LIMITS.characters),
  LIMIT_TOKENS: limit(DOCUMENT_LIMITS.tokens),
  LIMIT_DEPTH: limit(DOCUMENT_LIMITS.depth),
  LIMIT_ALIASES: limit(DOCUMENT_LIMITS.aliases, 0),
  LIMIT_ROOT_FIELDS: limit(DOCUMENT_LIMITS.rootFields),
  LIMIT_MUTATIONS: limit(DOCUMENT_LIMITS.mutations),
  LIMIT_DIRECTIVES: limit(DOCUMENT_LIMITS.directives, 0),
  LIMIT_FRAGMENTS: limit(DOCUMENT_LIMITS.fragments, 0),
  LIMIT_REPEATS: limit(DOCUMENT_LIMITS.repeats),
  LIMIT_COST: limit(MAX_COST),
  POINTS_CAPACITY: limit(POINT_LIMITS.capacity),
  POINTS_PER_SECOND: limit(POINT_LIMITS.perSecond),
  LIMIT_RUNNING: limit(QUEUE_LIMITS.running),
  LIMIT_RUNNING_PER_ACCOUNT: limit(QUEUE_LIMITS.runningPerCaller),
  LIMIT_WAITING: limit(QUEUE_LIMITS.waiting, 0),
  LIMIT_WAITING_PER_ACCOUNT: limit(QUEUE_LIMITS.waitingPerCaller, 0),
  LIMIT_WAIT_MS: limit(QUEUE_LIMITS.waitTimeout, 0),
  LIMIT_STREAMS: limit(STREAM_LIMITS.open, 0),
  LIMIT_STREAMS_PER_ACCOUNT: limit(STREAM_LIMITS.openPerCaller, 0),
  LIMIT_STREAM_BYTES: limit(STREAM_LIMITS.bytes),
  LIMIT_UNREAD_BYTES: limit(UNREAD_LIMITS.bytes),
  LIMIT_UNREAD_BYTES_PER_ACCOUNT: limit(UNREAD_LIMITS.bytesPerCaller),
  LIMIT_EXECUTION_MS: limit(REQUEST_LIMITS.executionTimeout),
  LIMIT_LAG_MS: limit(REQUEST_LIMITS.lag, 0),
};

/** Returns the request limits that the environment sets. */
export function requestLimits(env: Record<keyof typeof requestLimitSettings, number>): RequestLimits {
  return {
    body: env.LIMIT_BODY_BYTES,
    documents: {
      characters: env.LIMIT_CHARACTERS,
      tokens: env.LIMIT_TOKENS,
      depth: env.LIMIT_DEPTH,
      aliases: env.LIMIT_ALIASES,
      rootFields: env.LIMIT_ROOT_FIELDS,
      mutations: env.LIMIT_MUTATIONS,
      directives: env.LIMIT_DIRECTIVES,
      fragments: env.LIMIT_FRAGMENTS,
      repeats: env.LIMIT_REPEATS,
    },
    cost: env.LIMIT_COST,
    points: { capacity: env.POINTS_CAPACITY, perSecond: env.POINTS_PER_SECOND },
    queue: {
      running: env.LIMIT_RUNNING,
      runningPerCaller: env.LIMIT_RUNNING_PER_ACCOUNT,
      waiting: env.LIMIT_WAITING,
      waitingPerCaller: env.LIMIT_WAITING_PER_ACCOUNT,
      waitTimeout: env.LIMIT_WAIT_MS,
    },
    streams: {
      open: env.LIMIT_STREAMS,
      openPerCaller: env.LIMIT_STREAMS_PER_ACCOUNT,
      bytes: env.LIMIT_STREAM_BYTES,
    },
    unread: { bytes: env.LIMIT_UNREAD_BYTES, bytesPerCaller: env.LIMIT_UNREAD_BYTES_PER_ACCOUNT },
    executionTimeout: env.LIMIT_EXECUTION_MS,
    lag: env.LIMIT_LAG_MS,
  };
}
