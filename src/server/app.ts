import { randomUUID } from 'node:crypto';
import accepts from '@fastify/accepts';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import Fastify, { LogController, type FastifyInstance, type FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { AppDependencies } from '../store/appDependencies';
import { createSchema, printedSchema } from '../graphql/schema';
import type { DemoAccount } from '../seed/demo';
import { createPipeline } from './execution/pipeline';
import { allowOrigins } from './http/cors';
import type { JwtCheck } from './auth/authenticate';
import { rejectMalformedRequest, REQUEST_TIME_MS } from './http/connection';
import { AdmissionController } from './admission/admissionController';
import { DocumentCache } from './documents/cache';
import { InFlightTracker } from './ops/shutdown';
import { serveGraphql } from './http/route';
import { FairQueue } from './admission/fairQueue';
import { REQUEST_LIMITS } from '../graphql/requestLimits';
import { type RequestLimits } from '../graphql/requestLimits';
import { Metrics } from './ops/metrics';
import { servePlayground } from './http/playground';
import { UnreadResponses } from './admission/unreadResponses';
import { OpenStreams } from './admission/openStreams';
import { TokenBucket } from './admission/tokenBucket';

/** Options of the app, in addition to its `AppDependencies`. */
export interface AppOptions {
  log: Logger;
  checkJwt?: JwtCheck | null;
  /** Demo accounts that the playground offers; empty outside demo mode. */
  demo?: readonly DemoAccount[];
  limits?: RequestLimits;
  /** Origins whose pages may send requests; `*` for any. */
  corsOrigins?: readonly string[];
  /** Request headers that these may send in addition to the usual ones. */
  corsHeaders?: readonly string[];
  /** Whether `/metrics` is served. */
  metrics?: boolean;
  /** Addresses or networks of the proxies whose `X-Forwarded-For` is trusted. */
  trustProxy?: readonly string[];
  inFlight?: InFlightTracker;
}

const KEEP_ALIVE_MS = 72_000;

/** Creates the HTTP service: `/graphql`, the schema, the playground, health and metrics. */
export async function createApp(dependencies: AppDependencies, options: AppOptions): Promise<FastifyInstance> {
  const { log, checkJwt = null, demo = [], limits = REQUEST_LIMITS, inFlight = new InFlightTracker() } = options;
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // Log entries have the request's id as a field; a logger per request would cost more than most requests.
    childLoggerFactory: (logger) => logger,
    genReqId: () => randomUUID(),
    bodyLimit: limits.body,
    trustProxy: options.trustProxy?.length ? [...options.trustProxy] : false,
    requestTimeout: REQUEST_TIME_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: REQUEST_TIME_MS / 2, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: rejectMalformedRequest,
    frameworkErrors: (error, { id }, reply) => {
      void (reply as FastifyReply)
        .headers(HEADERS)
        .header('x-request-id', id)
        .code(error.statusCode ?? 400)
        .send(errorBody(error, id));
    },
  }) as never;
  // Accepts JSON alone, so that a page of another origin cannot send a request without a preflight.
  app.removeContentTypeParser('text/plain');

  app.addHook('onRequest', (request, reply, next) => {
    reply.headers(HEADERS).header('x-request-id', request.id);
    if (inFlight.stopping) reply.header('connection', 'close');
    next();
  });
  app.addHook('onResponse', (request, reply, next) => {
    next();
    if (!log.isLevelEnabled('info')) return;
    // The query string is not logged: it holds the caller's query and variables.
    const entry = { reqId: request.id, method: request.method, path: request.url.split('?')[0]!.slice(0, 200) };
    const timing = { status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    log.info({ ...entry, ...timing, ...reply.summary }, 'answered');
  });
  app.decorateRequest('bodyBytes', 0);
  app.decorateReply('summary', null);
  app.decorateReply('leave', null);
  await app.register(accepts);
  await allowOrigins(app, options.corsOrigins, options.corsHeaders);

  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500 && error.code !== PRESSURE) log.error({ reqId: request.id, err: error }, 'internal error');
    // Closes the connection, so that the rest of a body that is too large is not read.
    if (status === 413) {
      reply.header('connection', 'close');
      error.message = `The body is larger than ${limits.body} bytes, which is the limit.`;
    }
    return reply.code(status).send(errorBody(error, request.id));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .send(errorBody(Object.assign(new Error('Not found. The API is at /graphql.'), { statusCode: 404 }))),
  );

  const schema = createSchema();
  const clock = () => performance.now();
  const queue = new FairQueue(limits.queue, clock);
  const admission = new AdmissionController(queue, clock);
  const streams = new OpenStreams(limits.streams);
  const unread = new UnreadResponses(limits.unread);
  app.addHook('preClose', async () => streams.stop());
  app.server.on('connection', () => queue.yieldToAccept());
  const metrics = options.metrics ? new Metrics(queue, streams) : null;
  const points = new TokenBucket(limits.points, clock);
  const documents = new DocumentCache(schema, limits.documents);
  const deps = { schema, documents, dependencies, checkJwt, limits, points, queue, streams, unread, metrics, log };
  const pipeline = await createPipeline(deps);

  const api = async (scope: FastifyInstance) => {
    if (limits.lag > 0) {
      await scope.register(underPressure, { maxEventLoopDelay: limits.lag, sampleInterval: 500, retryAfter: 1 });
    }
    const cost = { requested: 0, limit: limits.cost, available: null, restoreRate: limits.points.perSecond };
    serveGraphql(scope, { admission, pipeline, inFlight, unread, cost, metrics });
  };
  await app.register(named('api', api));

  const readiness = async () => {
    if (inFlight.stopping) return 'stopping';
    return (await dependencies.store.ready()) ? 'ok' : 'unavailable';
  };

  let sdl: string | undefined;
  app.get('/schema.graphql', (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send((sdl ??= printedSchema(schema))),
  );
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const status = await readiness();
    return reply.code(status === 'ok' ? 200 : 503).send({ status });
  });
  if (metrics !== null) {
    app.get('/metrics', async (_request, reply) => {
      const { text, type } = await metrics.text();
      return reply.type(type).send(text);
    });
  }
  const pages = async (scope: FastifyInstance) => {
    // Helmet writes to the raw response, over which the reply's own headers would take precedence.
    scope.addHook('onRequest', async (_request, reply) => void reply.removeHeader('content-security-policy'));
    await scope.register(helmet, PAGE_HEADERS);
    await servePlayground(scope, demo);
  };
  await app.register(named('pages', pages));
  return app;
}

/** Names a plugin of Fastify, which otherwise searches every loaded module for it. */
const named = <T extends object>(name: string, plugin: T): T =>
  Object.assign(plugin, { [Symbol.for('fastify.display-name')]: name });

const PRESSURE = 'FST_UNDER_PRESSURE';

/** Headers of responses other than pages: browsers must not guess the content type, nor render or embed them. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

const PAGE_HEADERS = {
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // GraphiQL's dialogs insert one style element, always the same, which keeps the page behind from scrolling.
      styleSrc: ["'self'", "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      upgradeInsecureRequests: null,
    },
  },
  // The service serves HTTP; a proxy that adds TLS sets this header.
  strictTransportSecurity: false,
};

/** Formats an error of the HTTP request as a GraphQL response. */
function errorBody(error: Error & { statusCode?: number; code?: string }, requestId?: string): object {
  if (error instanceof GraphQLError) return { errors: [{ message: error.message, extensions: error.extensions }] };
  const status = error.statusCode ?? 500;
  if (error.code === PRESSURE) {
    const message = 'The service is overloaded. Retry in 1 second.';
    return { errors: [{ message, extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 } }] };
  }
  if (status >= 500) {
    const message = 'Internal error. Quote the request id when you report it.';
    return { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }] };
  }
  return {
    errors: [{ message: frameworkMessages[error.code ?? ''] ?? error.message, extensions: { code: 'BAD_REQUEST' } }],
  };
}

/** Messages that replace those of the framework which do not name the remedy, by error code. */
const frameworkMessages: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as `Content-Type: application/json`.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty; it must be a JSON object with `query`.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
};
