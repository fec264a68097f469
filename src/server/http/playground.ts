import { createRequire } from 'node:module';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DemoAccount } from '../../seed/demo';

/** Folder of the playground's own files; the build copies them into `dist/public`. */
const PLAYGROUND_FOLDER = path.join(__dirname, '..', '..', '..', 'public', 'playground');

/**
 * Returns the playground's files by name. GraphiQL and React are served from their packages, so that the page needs no
 * other host.
 */
function files(): Record<string, string> {
  const { resolve } = createRequire(__filename);
  const graphiql = path.dirname(path.dirname(resolve('graphiql')));
  return {
    'page.js': path.join(PLAYGROUND_FOLDER, 'page.js'),
    'page.css': path.join(PLAYGROUND_FOLDER, 'page.css'),
    'examples.graphql': path.join(PLAYGROUND_FOLDER, 'examples.graphql'),
    'favicon.svg': path.join(PLAYGROUND_FOLDER, 'favicon.svg'),
    'graphiql.js': path.join(graphiql, 'graphiql.min.js'),
    'graphiql.css': path.join(graphiql, 'graphiql.min.css'),
    'react.js': path.join(path.dirname(resolve('react/package.json')), 'umd/react.production.min.js'),
    'react-dom.js': path.join(path.dirname(resolve('react-dom/package.json')), 'umd/react-dom.production.min.js'),
  };
}

/**
 * Returns whether a request comes from a browser on this machine. Demo tokens are sent to no other, nor to a page whose
 * foreign host name resolves to a loopback address.
 */
function isLocal(request: FastifyRequest): boolean {
  const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
  return local && ['localhost', '127.0.0.1', '[::1]', '::1'].includes(request.hostname);
}

/**
 * Serves the playground at `/`.
 *
 * @param demo demo accounts to choose from; empty outside demo mode
 */
export async function servePlayground(app: FastifyInstance, demo: readonly DemoAccount[]): Promise<void> {
  await app.register(fastifyStatic, { root: PLAYGROUND_FOLDER, serve: false });
  app.get('/', (_request, reply) => reply.sendFile('index.html'));
  for (const [name, file] of Object.entries(files())) {
    app.get(`/page/${name}`, (_request, reply) => reply.sendFile(path.basename(file), path.dirname(file)));
  }
  // Without demo accounts the list is empty: a 404 would be an error in the browser's console.
  app.get('/page/demo-accounts.json', (request, reply) =>
    reply.header('cache-control', 'no-store').send(isLocal(request) ? demo : []),
  );
}
