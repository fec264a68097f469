import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/**
 * Request headers that clients in a page send: those that the service reads, and those that client libraries add by
 * themselves. A header that is missing here fails the preflight, and so the whole request; one that is listed and of no
 * use is only ignored.
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
const PREFLIGHT_MAX_AGE_S = 600;

/**
 * Allows requests from pages of other origins, always without cookies.
 *
 * @param origins allowed origins; `*` for any; empty for no page at all
 * @param headers request headers that are allowed in addition to the usual ones
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
    maxAge: PREFLIGHT_MAX_AGE_S,
  });
}
