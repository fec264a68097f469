import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { createContext, type Context, type Registry } from '../context';
import { createSchema, printedSchema } from '../schema';
import type { DemoAccount } from '../seed/demo';
import { callerOf, type JwtCheck } from './credentials';
import { formatError, isMeant } from './errors';
import { servePage } from './page';

/** Bytes of a request's body. */
const LARGEST_BODY = 1_048_576;

/** What an app is made of beside the registry itself. */
export interface AppOptions {
  checkJwt: JwtCheck | null;
  /** Offered on the page, in demo mode. */
  demo: readonly DemoAccount[];
  logLevel: string;
}

/** The HTTP service: `/graphql`, the schema, the page, and the two answers an operator's machinery asks for. */
export async function createApp(
  registry: Registry,
  { checkJwt, demo, logLevel }: AppOptions,
): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    logger: logLevel === 'silent' ? false : { level: logLevel, redact: ['req.headers.authorization'] },
  });
  const schema = createSchema();
  const apollo = new ApolloServer<BaseContext>({
    schema,
    // The schema is public; what it answers is not.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    formatError,
    logger: app.log,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      {
        async requestDidStart() {
          return {
            async didEncounterErrors({ errors }) {
              for (const error of errors) if (!isMeant(error)) app.log.error({ err: error.originalError ?? error });
            },
          };
        },
      },
    ],
  });
  await apollo.start();

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // GraphiQL's dialogs write one style element, always this one, to keep what is behind them from scrolling.
        styleSrc: ["'self'", "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    // The service speaks HTTP; whoever puts TLS before it says so there.
    strictTransportSecurity: false,
  });

  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error });
    const message = status >= 500 ? 'Something went wrong here; it is logged.' : error.message;
    const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
    return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({
      errors: [{ message: 'Nothing here; the service is at /graphql.', extensions: { code: 'BAD_REQUEST' } }],
    }),
  );

  const context = async (request: { raw: import('node:http').IncomingMessage }): Promise<Context> =>
    createContext(registry, await callerOf(request.raw, registry, checkJwt));
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo as never, { context: context as never }),
  });

  const sdl = printedSchema(schema);
  app.get('/schema.graphql', (_request, reply) => reply.type('text/plain; charset=utf-8').send(sdl));
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const ready = await registry.store.ready();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' });
  });
  await servePage(app, demo);
  return app;
}
