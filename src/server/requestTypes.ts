import type { IncomingMessage } from 'node:http';

/** Types that HTTP, the pipeline, the metrics and the log exchange, in a file of types alone that each imports. */

/** A GraphQL request, independent of its transport. */
export interface GraphQLRequest {
  /** Text of the document; empty where the hash alone identifies it. */
  query: string;
  /** Hash of a persisted query, in lower-case hexadecimal; null where none is sent. */
  hash: string | null;
  operationName: string | null;
  variables: Record<string, unknown>;
  /** Bytes of its body; 0 without one. */
  bodyBytes: number;
  /** Whether the HTTP method allows queries alone. */
  readOnly: boolean;
  /** The HTTP request, for its credential and `Last-Event-ID`. */
  message: IncomingMessage;
  /** Address of the client, by which anonymous requests are counted. */
  address: string;
  /** Id of the request, in its response and in the log. */
  id: string;
}

/** Cost of an operation and points of its caller, in `extensions.cost` of every response. */
export interface CostReport {
  requested: number;
  limit: number;
  /** Points left; null where the request ended before its caller was authenticated. */
  available: number | null;
  restoreRate: number;
}

/** A GraphQL response, with its HTTP status; the status is null where the content type decides it. */
export interface GraphQLResponse {
  /** Body of the response, as JSON. */
  text: string;
  status: number | null;
  headers: Iterable<[string, string]>;
  summary: RequestLogEntry;
  /** Account, or address of an anonymous caller, by which bytes that are not read are counted. */
  callerKey: string;
}

/** Entry of the log and the metrics for an answered request. */
export interface RequestLogEntry {
  kind: 'query' | 'mutation' | 'subscription' | 'none';
  /** The code of the first error, `ok` without one. */
  outcome: string;
  cost: number;
  account: string | null;
}

/** A response, or a stream that has started. */
export type StreamResponse = GraphQLResponse & {
  stream?: { pieces: AsyncGenerator<string>; signal: AbortSignal; gone: () => void };
};

/** What HTTP asks of the pipeline. Neither function throws: errors become responses. */
export interface Pipeline {
  /** Answers a request, whose client may accept a stream of events. */
  answer: (request: GraphQLRequest, acceptsEvents: boolean) => Promise<StreamResponse>;
  /** Returns whether an address has spent its points, so that `rejectEarly` is to be asked before a body is read. */
  hasSpent: (address: string) => boolean;
  /** Returns the rejection of a request that has no valid credential or no points; null for any other. */
  rejectEarly: (message: IncomingMessage, address: string, id: string) => Promise<GraphQLResponse | null>;
}
