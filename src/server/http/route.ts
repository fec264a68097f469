import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { logRejection } from '../auth/authenticate';
import type { AdmissionController } from '../admission/admissionController';
import { onClosed } from '../ops/onClosed';
import { sendText } from './sendText';
import type { InFlightTracker } from '../ops/shutdown';
import { EVENT_TYPE, sendEventStream } from './serverSentEvents';
import type { UnreadResponses } from '../admission/unreadResponses';
import type { Metrics } from '../ops/metrics';
import type { CostReport, GraphQLRequest, GraphQLResponse, Pipeline } from '../requestTypes';
import { flushAtEndOfTick } from '../admission/eventLoopSlicer';
import { checkBodySize } from '../documents/variables';

/** GraphQL over HTTP: reads requests and writes responses. */

declare module 'fastify' {
  interface FastifyRequest {
    /** Bytes of the body; 0 without one. */
    bodyBytes: number;
  }
  interface FastifyReply {
    /** Fields that the log has of a GraphQL request in addition to those of every request. */
    summary: GraphQLResponse['summary'] | null;
  }
}

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

/** Dependencies of the route `/graphql`. */
export interface RouteDependencies {
  /** Admits or rejects requests before their body is read. */
  admission: AdmissionController;
  pipeline: Pipeline;
  inFlight: InFlightTracker;
  /** Counts long responses until they have been read. */
  unread: UnreadResponses;
  /** Cost report of a request rejected by the admission. */
  cost: CostReport;
  metrics: Metrics | null;
}

/** Serves `/graphql`: POST with a JSON body, GET with a query string for queries. */
export function serveGraphql(
  app: FastifyInstance,
  { admission, pipeline, inFlight, unread, cost, metrics }: RouteDependencies,
): void {
  const url = '/graphql';
  // The admission has three errors, always the same, so each is serialised once.
  const rejections = new Map<GraphQLError, ReturnType<typeof rejection>>();
  /** Rejects a request before its body is read. */
  const reject = (
    { text, status, headers, summary }: GraphQLResponse,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => {
    inFlight.count(request.raw, reply.raw);
    reply.summary = summary;
    for (const [name, value] of headers) reply.header(name, value);
    reply.code(status ?? 200).type(`${JSON_TYPE}; charset=utf-8`);
    if (status === 401) logRejection(request.log, request.id, request.raw);
    // A 503 is not delayed: the overload is no single caller's fault, and another server may answer.
    void (status === 429 ? admission.delayResponse() : flushAtEndOfTick()).then(() => void reply.send(text));
  };
  app.addHook('onRequest', (request, reply, next) => {
    const key = callerKey(request);
    const error = admission.tryAdmit(key);
    if (error !== null) {
      const rejected = rejections.get(error) ?? rejection(error, cost);
      rejections.set(error, rejected);
      metrics?.recordResponse(rejected.summary, 0);
      return reject(rejected, request, reply);
    }
    let isAdmitted = true;
    reply.leave = () => {
      if (isAdmitted) admission.release(key);
      isAdmitted = false;
    };
    onClosed(request.raw, reply.raw, reply.leave);
    if (!pipeline.hasSpent(request.ip)) return next();
    void pipeline.rejectEarly(request.raw, request.ip, request.id).then((rejected) => {
      if (rejected === null) return next();
      if (rejected.status === 429) admission.recordRejection(key);
      return reject(rejected, request, reply);
    });
  });
  // A key `__proto__` is a key like any other: a variable may have the name, and nothing copies keys by assignment.
  const parse = app.getDefaultJsonParser('ignore', 'ignore');
  app.addContentTypeParser<Buffer>(JSON_TYPE, { parseAs: 'buffer' }, (request, body, done) => {
    try {
      checkBodySize(body);
    } catch (error) {
      return done(Object.assign(error as GraphQLError, { statusCode: 400 }));
    }
    request.bodyBytes = body.length;
    // The parser accepts a buffer as well as a string, though its types do not say so.
    return parse(request, body as never, done);
  });
  // Counts a request once it has arrived as a whole, so that one sent slowly delays no stop.
  app.addHook('preHandler', (request, reply, next) => {
    inFlight.count(request.raw, reply.raw);
    next();
  });
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const type = responseType(request);
    const graphqlRequest = readRequest(request);
    // Releases the body, which may have a megabyte: a stream keeps its request as long as it is open.
    request.body = null;
    const response = await pipeline.answer(graphqlRequest, type === EVENT_TYPE);
    const { text, status, headers, summary, stream } = response;
    reply.summary = summary;
    reply.header('cache-control', 'no-store');
    for (const [name, value] of headers) reply.header(name, value);
    if (status === 401) logRejection(request.log, request.id, request.raw);
    if (status === 429) {
      admission.recordRejection(callerKey(request));
      await admission.delayResponse();
    }
    if (type === EVENT_TYPE && (status ?? 200) === 200) return sendEventStream(reply, stream ?? text);
    // As plain JSON every response to well-formed HTTP is a 200; the newer type shows a failed request by its status.
    reply.code(status ?? (type === RESPONSE_TYPE ? 400 : 200));
    reply.type(`${type === RESPONSE_TYPE ? type : JSON_TYPE}; charset=utf-8`);
    await flushAtEndOfTick();
    return sendText(response, reply, unread);
  };
  app.route({ url, method: 'GET', exposeHeadRoute: false, handler });
  // The content type is checked before the body is read: a compressed body or one in another charset cannot be parsed.
  app.route({
    url,
    method: 'POST',
    onRequest: ({ headers }, _reply, next) => next(checkContentType(headers)),
    handler,
  });
  const rejectMethod = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('allow', 'GET, POST');
    throw httpError(405, `Method ${request.method} is not allowed. Use POST, or GET for queries.`);
  };
  app.route({
    url,
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    onRequest: rejectMethod,
    handler: rejectMethod,
  });
}

/** Returns the key of a request's caller for the admission: its credential, not yet verified, or else its address. */
function callerKey({ headers: { authorization }, ip }: FastifyRequest): string {
  if (authorization === undefined) return ip;
  // The admission keeps the key for a second or two, and a header may have 16 KiB: a long one is hashed.
  return authorization.length <= MAX_KEPT_LENGTH
    ? authorization
    : createHash('sha256').update(authorization).digest('base64');
}
const MAX_KEPT_LENGTH = 64;

function rejection({ message, extensions }: GraphQLError, cost: CostReport): GraphQLResponse {
  const { http, ...publicExtensions } = extensions as {
    code: string;
    http: { status: number; headers: Map<string, string> };
  };
  const text = JSON.stringify({ errors: [{ message, extensions: publicExtensions }], extensions: { cost } });
  // One for all callers: short, so that it is not counted.
  return {
    text,
    ...http,
    callerKey: '',
    summary: { kind: 'none', outcome: publicExtensions.code, cost: 0, account: null },
  };
}

/** Makes an error of the HTTP request itself, with the code BAD_REQUEST. */
export function httpError(status: number, message: string): Error & { statusCode: number } {
  const error = new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
  return Object.assign(error, { statusCode: status });
}

/**
 * Returns the content type of the response, by the header `Accept`.
 *
 * @throws 406 BAD_REQUEST where none of the three types is acceptable
 */
function responseType(request: FastifyRequest): typeof JSON_TYPE | typeof RESPONSE_TYPE | typeof EVENT_TYPE {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  if (accept === RESPONSE_TYPE) return RESPONSE_TYPE;
  const type = request.accepts().type([JSON_TYPE, RESPONSE_TYPE, EVENT_TYPE]);
  if (type === JSON_TYPE || type === RESPONSE_TYPE || type === EVENT_TYPE) return type;
  throw httpError(406, `Answers are ${RESPONSE_TYPE}, ${JSON_TYPE} or ${EVENT_TYPE}; the Accept header takes none.`);
}

/**
 * Reads the parameters of a request.
 *
 * @throws 400 BAD_REQUEST naming the parameter
 */
function readRequest(request: FastifyRequest): GraphQLRequest {
  const readOnly = request.method === 'GET';
  const { query, operationName, variables, extensions } = readOnly ? queryParameters(request) : bodyParameters(request);
  const hash = persistedHash(extensions);
  const isMissing = query === undefined || query === null || query === '';
  if (isMissing ? hash === null : typeof query !== 'string') {
    throw httpError(400, '`query` must be the text of a GraphQL document. There is a page to write one on at /.');
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw httpError(400, '`operationName` must be a string.');
  }
  if (!isMap(variables)) throw httpError(400, '`variables` must be a map.');
  return {
    query: typeof query === 'string' ? query : '',
    hash,
    operationName: operationName === undefined || operationName === '' ? null : operationName,
    variables: variables ?? {},
    bodyBytes: request.bodyBytes,
    readOnly,
    message: request.raw,
    address: request.ip,
    id: request.id,
  };
}

/**
 * Returns the hash of an automatic persisted query in lower case; null where none is sent.
 *
 * @throws 400 BAD_REQUEST where it is malformed
 */
function persistedHash(extensions: unknown): string | null {
  if (!isMap(extensions)) throw httpError(400, '`extensions` must be a map.');
  const persisted = extensions?.['persistedQuery'];
  if (persisted === undefined || persisted === null) return null;
  const { version, sha256Hash: hash } = isMap(persisted) ? persisted : {};
  if (version !== 1 || typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) {
    throw httpError(400, '`extensions.persistedQuery` must have `version` 1 and `sha256Hash`, 64 hexadecimal digits.');
  }
  return hash.toLowerCase();
}

interface Parameters {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
}

const isMap = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));

/** Returns the error 415 for a body that is compressed or not in UTF-8. */
function checkContentType(headers: IncomingHttpHeaders): Error | undefined {
  const type = headers['content-type'] ?? '';
  const charset = type === JSON_TYPE ? undefined : /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return httpError(415, 'The body must be UTF-8.');
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return undefined;
  return httpError(415, 'The body must not be compressed.');
}

function bodyParameters({ body }: FastifyRequest): Parameters {
  if (Array.isArray(body)) throw httpError(400, 'A request holds one operation; send several as separate requests.');
  if (body === null || typeof body !== 'object') throw httpError(400, 'The body must be a JSON object with `query`.');
  return body;
}

function queryParameters(request: FastifyRequest): Parameters {
  const parameters = request.query as Record<string, string | string[]>;
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    if (Array.isArray(parameters[name])) throw httpError(400, `\`${name}\` must be given once.`);
  }
  return {
    ...parameters,
    variables: parseJson(parameters, 'variables'),
    extensions: parseJson(parameters, 'extensions'),
  };
}

function parseJson(parameters: Record<string, unknown>, name: string): unknown {
  const text = parameters[name];
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw httpError(400, `\`${name}\` must be JSON.`);
  }
}
