/**
 * Limits of a request, enforced before any rule. The schema's description names those on the body, the document, the
 * cost and the points.
 */

/** Limits on a document. They are checked on its text alone, before validation and before the first SQL. */
export interface DocumentLimits {
  /** Characters, comments included. */
  characters: number;
  /** Lexical tokens, each comment being one. */
  tokens: number;
  /** Levels of fields; fields of a fragment count where it is spread. Introspection has a bound of its own. */
  depth: number;
  aliases: number;
  /** Fields of the operation itself. */
  rootFields: number;
  /** Root fields of a mutation: each is a transaction. */
  mutations: number;
  directives: number;
  /** Named fragments: validation compares each pair that is spread together. */
  fragments: number;
  /** Fields and fragments repeated in the same selection: validation compares each pair of them. */
  repeats: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  characters: 100_000,
  tokens: 2_000,
  depth: 12,
  aliases: 30,
  rootFields: 20,
  mutations: 5,
  directives: 50,
  fragments: 100,
  repeats: 50,
};

/** Maximum cost of an operation, in points. */
export const MAX_COST = 10_000;
/** Limits on the cost of an account's operations over time. */
export interface PointLimits {
  /** Points of an idle account: the most that it can have. */
  capacity: number;
  /** Points refilled per second. */
  perSecond: number;
}

export const POINT_LIMITS: PointLimits = { capacity: 100_000, perSecond: 10_000 };
/** Limits on operations that run simultaneously and on those that wait. */
export interface QueueLimits {
  /** Operations of all callers that run simultaneously. */
  running: number;
  /** Operations of one caller that run simultaneously. */
  runningPerCaller: number;
  /** Queued operations of one caller. */
  waitingPerCaller: number;
  /** Queued operations of all callers. */
  waiting: number;
  /** Milliseconds after which a queued operation is rejected. */
  waitTimeout: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  running: 64,
  runningPerCaller: 16,
  waitingPerCaller: 100,
  waiting: 1_000,
  waitTimeout: 500,
};

/** Limits on open event streams. */
export interface StreamLimits {
  /** Streams of all callers; anonymous callers may have half of them at most. */
  open: number;
  /** Streams of one root account, or of one anonymous address. */
  openPerCaller: number;
  /** Estimated bytes of the documents and variables of all streams; one caller may take an eighth at most. */
  bytes: number;
}

export const STREAM_LIMITS: StreamLimits = { open: 1_000, openPerCaller: 100, bytes: 64_000_000 };
/** Limits on long responses that their clients have not read. */
export interface UnreadLimits {
  /** Bytes of all responses; beyond them the connections of those sent first are closed. */
  bytes: number;
  /** Bytes of the responses to one root account, or to one anonymous address; beyond them its requests are rejected. */
  bytesPerCaller: number;
}

export const UNREAD_LIMITS: UnreadLimits = { bytes: 128_000_000, bytesPerCaller: 32_000_000 };
/** Milliseconds after which an execution is abandoned; statements of the database time out long before. */
export const EXECUTION_TIMEOUT_MS = 30_000;
/** All limits of a request. */
export interface RequestLimits {
  /** Bytes of a request body. */
  body: number;
  documents: DocumentLimits;
  /** Maximum points of one operation. */
  cost: number;
  points: PointLimits;
  queue: QueueLimits;
  streams: StreamLimits;
  unread: UnreadLimits;
  /** Milliseconds after which an execution is abandoned. */
  executionTimeout: number;
  /** Milliseconds of event-loop delay above which every request is rejected until it falls; 0 turns the check off. */
  lag: number;
}

export const REQUEST_LIMITS: RequestLimits = {
  body: 1_048_576,
  documents: DOCUMENT_LIMITS,
  cost: MAX_COST,
  points: POINT_LIMITS,
  queue: QUEUE_LIMITS,
  streams: STREAM_LIMITS,
  unread: UNREAD_LIMITS,
  executionTimeout: EXECUTION_TIMEOUT_MS,
  lag: 1_000,
};
