import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { BadSetting } from '../../../src/config/environment';
import { jwtCheck } from '../../../src/server/auth/jwt';
import { newFolder } from '../../support/folder';
import { COOLDOWN_MS, DOWN, FRESH_MS, KeyStage, trusting, type Answering } from '../../support/keyServer';

/** A key server that is slow or answers what is no key set; and settings under which no keys can be had. */

let stage: KeyStage;
beforeEach(async () => {
  // No test but those about the timeout shall end by it.
  stage = await KeyStage.open({ timeout: 30_000 });
});
afterEach(() => stage.close());

describe('a key server that is slow', () => {
  test.each<[string, Answering]>([
    ['does not answer', () => {}],
    ['does not come to an end', (_request, response) => response.write('{"keys":[')],
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

  test('keeps nobody else waiting', async () => {
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

  test('and known to be in trouble keeps only those waiting whose key is not at hand', async () => {
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
    ['a hundred thousand brackets', text('['.repeat(100_000))],
    ['a hundred thousand lists in each other', text(`{"keys":[{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}]}`)],
    ['half a key set', text('{"keys":[{"kid":"first"}')],
    ['less than it said it would', text('{"keys":[]}', { 'content-length': 1_000 })],
    ['with 201', withStatus(201)],
    ['with 404', withStatus(404)],
    ['with 429', withStatus(429)],
    ['with 500', withStatus(500)],
  ])('%s: without keys at hand UNAVAILABLE, and keys at hand serve on', async (_what, answer) => {
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

  test('50 MB is cut off long before its end', async () => {
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

  test('50 MB packed into a few is measured unpacked', async () => {
    const packed = gzipSync(`{"keys":[${JSON.stringify(stage.first.key)}${' '.repeat(50_000_000)}]}`);
    expect(packed.length).toBeLessThan(100_000);
    stage.keyServer.answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    await stage.expectUnavailable(await stage.byFirst());
  });

  test('a key set just within 1 MiB: it is taken', async () => {
    const keys = JSON.stringify({ keys: [stage.first.key] });
    stage.keyServer.answer = text(keys.padEnd(1_048_576));
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.answer = text(keys.padEnd(1_048_577));
    stage.world.clock.now += COOLDOWN_MS;
    await stage.expectUnavailable(await stage.bySecond());
  });

  test('a secret as if it were a public key: it lets nobody in', async () => {
    const secret = new TextEncoder().encode('x'.repeat(32));
    stage.keyServer.serves({ kty: 'oct', k: Buffer.from(secret).toString('base64url'), alg: 'HS256', kid: 'first' });
    await stage.expectRefused(await stage.sign(secret, { alg: 'HS256', kid: 'first' }));
    await stage.expectRefused(await stage.byFirst());
  });
});

describe('settings under which no keys can be had are named at the start', () => {
  let folder: string;
  beforeEach(() => (folder = newFolder()));
  afterEach(() => rmSync(folder, { recursive: true }));
  const start = (keys: Parameters<typeof jwtCheck>[0]['keys']) => () => jwtCheck(trusting(keys));

  test.each([
    ['no file', null],
    ['no JSON', 'keys'],
    ['no key set', '{"keys":{}}'],
  ])('%s', (_what, content) => {
    const file = path.join(folder, 'keys.json');
    if (content !== null) writeFileSync(file, content);
    expect(start({ file })).toThrow(BadSetting);
    expect(start({ file })).toThrow(/^JWT_JWKS_FILE cannot be read as a JSON Web Key Set: ./);
  });

  test('a URL with credentials, which are not repeated', () => {
    const url = 'https://user:word@issuer.example/keys';
    expect(start({ url })).toThrow(new BadSetting('JWT_JWKS_URL cannot have credentials in it.'));
  });
});
