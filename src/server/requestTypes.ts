import type { IncomingMessage } from 'node:http';

/** What passes between HTTP, the pipeline, the metrics and the log. A file of types alone, which each of them imports. */

/** A GraphQL request, however it came. */
export interface GraphQLRequest {
  /** The document; empty where it is named by its hash alone. */
  query: string;
  /** The hash of a persisted query, in lower-case hexadecimal; null where none is sent. */
  hash: string | null;
  operationName: string | null;
  variables: Record<string, unknown>;
  /** Whether the HTTP method only reads. */
  readOnly: boolean;
  /** For the credential. */
  message: IncomingMessage;
  /** The address it came from, for what is counted per caller where nobody is named. */
  address: string;
  /** The request's own name, in its answer and in the log. */
  id: string;
}

/** What an operation costs and what its caller has, as every answer says it. */
export interface CostReport {
  requested: number;
  limit: number;
  /** Null where it was not known yet who asks. */
  available: number | null;
  restoreRate: number;
}

/** An answer, and the status that its errors ask for; null where the form of the answer decides. */
export interface GraphQLResponse {
  /** The answer itself, as JSON. */
  text: string;
  status: number | null;
  headers: Iterable<[string, string]>;
  summary: RequestLogEntry;
}

/** Entry of the log and the metrics for an answered request. */
export interface RequestLogEntry {
  kind: 'query' | 'mutation' | 'subscription' | 'none';
  /** The code of the first error, `ok` without one. */
  outcome: string;
  cost: number;
  account: string | null;
}

/** An answer, or the stream that has begun. */
export type StreamResponse = GraphQLResponse & {
  stream?: { pieces: AsyncGenerator<string>; signal: AbortSignal; gone: () => void };
};
