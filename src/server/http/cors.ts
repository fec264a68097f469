import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/**
 * Request headers that clients in a page send: those that mean something here, and those that client libraries add by
 * themselves. A preflight that lacks one of them fails the whole request, and the header would only be ignored.
 */
const REQUEST_HEADERS = [
  ...['content-type', 'authorization', 'accept', 'last-event-id', 'cache-control', 'x-request-id', 'idempotency-key'],
  // Apollo Client, urql and gateways, against cross-site requests and to name themselves.
  ...['apollo-require-preflight', 'graphql-preflight', 'x-requested-with', 'x-apollo-operation-name'],
  ...['apollographql-client-name', 'apollographql-client-version', 'graphql-client-name', 'graphql-client-version'],
  // Tracing, as OpenTelemetry sends it.
  ...['traceparent', 'tracestate', 'baggage'],
];
const RESPONSE_HEADERS = ['x-request-id', 'retry-after'];
const PREFLIGHT_KEPT_S = 600;

/**
 * Lets pages of other origins ask; they never send cookies.
 *
 * @param origins which; `*` for any, none for no page at all
 * @param headers request headers they may send beside the usual ones
 */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[] = [],
  headers: readonly string[] = [],
): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: [...new Set([...REQUEST_HEADERS, ...headers])],
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: PREFLIGHT_KEPT_S,
  });
}
