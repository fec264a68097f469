/** Limits of a request, judged before any rule and before the first statement; the schema's description names them. */

/** How large a document may be. Judged on its text alone, before it is validated and before the first SQL. */

export interface DocumentLimits {
  /** Characters, comments among them. */
  characters: number;
  /** Lexical tokens. */
  tokens: number;
  /** Levels of fields, those inside fragments counted where they are spread; introspection has a bound of its own. */
  depth: number;
  aliases: number;
  /** Fields of the operation itself. */
  rootFields: number;
  /** Fields of a mutation: each is a transaction. */
  mutations: number;
  directives: number;
  /** Fragments with a name: each pair that is spread together is compared when validated. */
  fragments: number;
  /** Fields and fragments written again into the same selection: each pair of them is compared when validated. */
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

/** What an operation may cost, in points. */
export const MAX_COST = 10_000;
/** How much an account may ask for in the long run. */
export interface PointLimits {
  /** Points an account has that did not ask for a while. */
  capacity: number;
  /** Points it gets back in a second. */
  perSecond: number;
}

export const POINT_LIMITS: PointLimits = { capacity: 100_000, perSecond: 10_000 };
/** How much is worked on at once, and how much may wait. */
export interface QueueLimits {
  /** Operations worked on at once, of all callers. */
  running: number;
  /** Of them, those of one caller. */
  runningPerCaller: number;
  /** Operations of one caller that wait for their turn. */
  waitingPerCaller: number;
  /** Operations that wait, of all callers. */
  waiting: number;
  /** Milliseconds after which a wait is given up. */
  waitTimeout: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  running: 64,
  runningPerCaller: 16,
  waitingPerCaller: 100,
  waiting: 1_000,
  waitTimeout: 500,
};

/** How many streams may be open. */
export interface StreamLimits {
  /** Of all callers; those of anonymous ones take half of it at most. */
  open: number;
  /** Of one root account, or one address. */
  openPerCaller: number;
  /** Estimated bytes that the documents and variables of all streams take; one caller's take an eighth at most. */
  bytes: number;
}

export const STREAM_LIMITS: StreamLimits = { open: 1_000, openPerCaller: 100, bytes: 64_000_000 };
/** Milliseconds after which an execution is given up; a database gives up its statements long before. */
export const EXECUTION_TIMEOUT_MS = 30_000;
/** What the door lets in, before any rule is asked. */
export interface RequestLimits {
  /** Bytes of a body. */
  body: number;
  documents: DocumentLimits;
  /** Points of one operation. */
  cost: number;
  points: PointLimits;
  queue: QueueLimits;
  streams: StreamLimits;
  /** Milliseconds after which an execution is given up. */
  executionTimeout: number;
  /** Milliseconds the process may lag behind before it turns everybody away for a moment; 0: however many. */
  lag: number;
}

export const REQUEST_LIMITS: RequestLimits = {
  body: 1_048_576,
  documents: DOCUMENT_LIMITS,
  cost: MAX_COST,
  points: POINT_LIMITS,
  queue: QUEUE_LIMITS,
  streams: STREAM_LIMITS,
  executionTimeout: EXECUTION_TIMEOUT_MS,
  lag: 1_000,
};
