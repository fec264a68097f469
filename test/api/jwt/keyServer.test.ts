import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { BadSetting } from '../../../src/config/environment';
import { jwtCheck } from '../../../src/server/auth/jwt';
import { newFolder } from '../../support/folder';
import { COOLDOWN_MS, DOWN, FRESH_MS, KeyStage, trusting, type Answering } from '../../support/keyServer';

/** Tests a key server that is slow or returns no key set, and settings under which no keys are available. */

let stage: KeyStage;
beforeEach(async () => {
  // Only the tests of the timeout may end by it.
  stage = await KeyStage.open({ timeout: 30_000 });
});
afterEach(() => stage.close());

describe('a key server that is slow', () => {
  test.each<[string, Answering]>([
    ['does not answer', () => {}],
    ['does not finish its answer', (_request, response) => response.write('{"keys":[')],
  ])('and %s is cut off after the timeout', async (_what, answer) => {
    await stage.close();
    stage = await KeyStage.open({ timeout: 100 });
    const cut = new Promise((resolve) => {
      stage.keyServer.answer = (request, response) => {
        request.socket.on('close', resolve);
        answer(request, response);
      };
    });
    await stage.expectUnavailable(await stage.byFirst());
    await cut;
    expect(stage.keyServer.requests).toBe(1);
  });

  test('delays no other callers', async () => {
    let fail = () => {};
    stage.keyServer.answer = (request) => (fail = () => request.socket.destroy());
    let ended = false;
    const waiting = stage.expectUnavailable(await stage.byFirst()).finally(() => (ended = true));
    await stage.keyServer.has(1);
    await stage.expectOthersServed();
    await stage.expectRefused('garbage');
    expect(ended).toBe(false);
    fail();
    await waiting;
  });

  test('and has failed before delays only tokens whose key is not cached', async () => {
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.answer = DOWN;
    stage.world.clock.now += FRESH_MS;
    await stage.expectLetIn(await stage.byFirst());

    let serve = () => {};
    const keys = [stage.first.key, stage.second.key];
    stage.keyServer.answer = (_request, response) => (serve = () => response.end(JSON.stringify({ keys })));
    stage.world.clock.now += COOLDOWN_MS;
    await stage.expectLetIn(await stage.byFirst());
    const waiting = stage.bySecond().then((token) => stage.expectLetIn(token));
    await stage.keyServer.has(3);
    await stage.expectLetIn(await stage.byFirst());
    serve();
    await waiting;
    expect(stage.keyServer.requests).toBe(3);
  });
});

describe('a key server that answers', () => {
  const text =
    (body: string, headers = {}): Answering =>
    (_request, response) =>
      response.writeHead(200, { connection: 'close', ...headers }).end(body);
  const withStatus =
    (status: number): Answering =>
    (_request, response) =>
      response.writeHead(status).end(JSON.stringify({ keys: [stage.first.key] }));

  test.each<[string, Answering]>([
    ['nothing', text('')],
    ['garbage', text('\u0000\u0001 keys')],
    ['HTML', text('<html><body>Log in</body></html>', { 'content-type': 'text/html' })],
    ['null', text('null')],
    ['a list', text('[]')],
    ['an object without keys', text('{}')],
    ['keys that are text', text('{"keys":"first"}')],
    ['keys that are no objects', text('{"keys":[1]}')],
    ['100,000 brackets', text('['.repeat(100_000))],
    ['100,000 nested lists', text(`{"keys":[{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}]}`)],
    ['half a key set', text('{"keys":[{"kid":"first"}')],
    ['less than its Content-Length', text('{"keys":[]}', { 'content-length': 1_000 })],
    ['with 201', withStatus(201)],
    ['with 404', withStatus(404)],
    ['with 429', withStatus(429)],
    ['with 500', withStatus(500)],
  ])('%s makes tokens UNAVAILABLE without cached keys and leaves cached keys valid', async (_what, answer) => {
    stage.keyServer.answer = answer;
    await stage.expectUnavailable(await stage.byFirst());

    stage.keyServer.serves(stage.first.key);
    stage.world.clock.now += COOLDOWN_MS;
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.answer = answer;
    stage.world.clock.now += FRESH_MS;
    await stage.expectLetIn(await stage.byFirst());
    expect(stage.keyServer.requests).toBe(3);
  });

  test('50 MB is cut off before half of it is sent', async () => {
    const part = Buffer.alloc(100_000, ' ');
    let sent = 0;
    const cut = new Promise((resolve) => {
      stage.keyServer.answer = (_request, response) => {
        response.write('{"keys":[');
        const send = () => {
          while (sent < 50_000_000 && !response.destroyed) {
            sent += part.length;
            if (!response.write(part)) return void response.once('drain', send);
          }
          response.end(`${JSON.stringify(stage.first.key)}]}`);
        };
        response.on('close', resolve);
        send();
      };
    });
    await stage.expectUnavailable(await stage.byFirst());
    await cut;
    expect(sent).toBeLessThan(25_000_000);
  });

  test('50 MB compressed to under 100 kB is cut off by its uncompressed size', async () => {
    const packed = gzipSync(`{"keys":[${JSON.stringify(stage.first.key)}${' '.repeat(50_000_000)}]}`);
    expect(packed.length).toBeLessThan(100_000);
    stage.keyServer.answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    await stage.expectUnavailable(await stage.byFirst());
  });

  test('a key set of 1 MiB is accepted, and of one byte more is not', async () => {
    const keys = JSON.stringify({ keys: [stage.first.key] });
    stage.keyServer.answer = text(keys.padEnd(1_048_576));
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.answer = text(keys.padEnd(1_048_577));
    stage.world.clock.now += COOLDOWN_MS;
    await stage.expectUnavailable(await stage.bySecond());
  });

  test('a secret in place of a public key authenticates nobody', async () => {
    const secret = new TextEncoder().encode('x'.repeat(32));
    stage.keyServer.serves({ kty: 'oct', k: Buffer.from(secret).toString('base64url'), alg: 'HS256', kid: 'first' });
    await stage.expectRefused(await stage.sign(secret, { alg: 'HS256', kid: 'first' }));
    await stage.expectRefused(await stage.byFirst());
  });
});

describe('jwtCheck rejects at the start', () => {
  let folder: string;
  beforeEach(() => (folder = newFolder()));
  afterEach(() => rmSync(folder, { recursive: true }));
  const start = (keys: Parameters<typeof jwtCheck>[0]['keys']) => () => jwtCheck(trusting(keys));

  test.each([
    ['that is missing', null],
    ['without JSON', 'keys'],
    ['without a key set', '{"keys":{}}'],
  ])('a JWT_JWKS_FILE %s', (_what, content) => {
    const file = path.join(folder, 'keys.json');
    if (content !== null) writeFileSync(file, content);
    expect(start({ file })).toThrow(BadSetting);
    expect(start({ file })).toThrow(/^JWT_JWKS_FILE cannot be read as a JSON Web Key Set \(.+\)\.$/);
  });

  test('a JWT_JWKS_URL with credentials, which the message does not repeat', () => {
    const url = 'https://user:word@issuer.example/keys';
    expect(start({ url })).toThrow(new BadSetting('JWT_JWKS_URL cannot have credentials in it.'));
  });
});
