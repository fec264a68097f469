import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onClosed } from '../../src/server/ops/onClosed';

/** The end of responses, also where Node emits no `close` for them. */

let server: Server;
let closed: string[];
/** Milliseconds until a request is answered. */
const ANSWER_MS = 200;

beforeEach(async () => {
  closed = [];
  server = createServer((request, response) => {
    const { url } = request;
    onClosed(request, response, () => closed.push(`${url} at the start`));
    setTimeout(() => {
      onClosed(request, response, () => closed.push(`${url} at the end`));
      if (!request.socket.destroyed) onClosed(request, response, () => closed.push('a cancelled one'))();
      response.end('x');
    }, ANSWER_MS);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

/** Sends requests on one connection, which is closed after a time. */
async function send(paths: string[], openMs: number): Promise<void> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  await sleep(openMs);
  socket.destroy();
  await sleep(3 * ANSWER_MS);
}

const both = (...paths: string[]) => paths.flatMap((path) => [`${path} at the start`, `${path} at the end`]).sort();

test('responses that are delivered call back once each, pipelined or not', async () => {
  await send(['/1', '/2', '/3'], 3 * ANSWER_MS);
  expect(closed.sort()).toEqual(both('/1', '/2', '/3'));
});

test('responses whose client leaves before they begin call back once each, pipelined or not', async () => {
  await send(['/1', '/2', '/3'], ANSWER_MS / 2);
  expect(closed.sort()).toEqual(both('/1', '/2', '/3'));
});
