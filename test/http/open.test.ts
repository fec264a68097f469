import type { DemoAccount } from '../../src/seed/demo';
import type { AppOptions } from '../../src/server/app';
import { BadSetting, readEnvironment } from '../../src/config/environment';
import { listen, send } from '../support/wire';
import { World } from '../support/world';

/** Access of browsers: pages of other origins, security headers, and the tokens of the demo. */
let world: World;
afterEach(() => world.close());
const open = async (app: Partial<AppOptions>) => {
  world = await World.open({ app });
};

const DEMO: DemoAccount[] = [{ id: 'acc-demo', name: 'Demo', kind: 'ROOT', roles: ['MEMBER'], token: 'irt_tok_demo' }];
const EVIL = 'https://evil.example';
const FRIEND = 'https://console.example';
const ask = (origin: string, method: 'POST' | 'OPTIONS' = 'POST', sends = 'content-type,authorization') =>
  world.app.inject({
    method,
    url: '/graphql',
    headers: {
      origin,
      ...(method === 'POST'
        ? { 'content-type': 'application/json' }
        : { 'access-control-request-method': 'POST', 'access-control-request-headers': sends }),
    },
    ...(method === 'POST' && { payload: '{"query":"{ __typename }"}' }),
  });
const cors = (headers: object) => Object.entries(headers).filter(([name]) => name.startsWith('access-control'));

describe('pages of other origins', () => {
  test('receive no CORS headers by default', async () => {
    await open({});
    const [answer, preflight] = [await ask(EVIL), await ask(EVIL, 'OPTIONS')];
    expect([cors(answer.headers), cors(preflight.headers), preflight.statusCode]).toEqual([[], [], 405]);
  });

  test('receive CORS headers only where corsOrigins names their origin', async () => {
    await open({ corsOrigins: [FRIEND] });
    const [answer, preflight] = [await ask(FRIEND), await ask(FRIEND, 'OPTIONS')];
    expect(cors(answer.headers)).toEqual([
      ['access-control-allow-origin', FRIEND],
      ['access-control-expose-headers', 'x-request-id, retry-after'],
    ]);
    expect(preflight.statusCode).toBe(204);
    expect(Object.fromEntries(cors(preflight.headers))).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '600',
    });
    for (const origin of [EVIL, `${FRIEND}.evil.example`, 'null', FRIEND.toUpperCase(), 'http://console.example']) {
      const headers = cors((await ask(origin)).headers).filter(([name]) => name === 'access-control-allow-origin');
      expect([origin, headers]).toEqual([origin, []]);
    }
  });

  /** Returns those of the requested headers that a preflight allows, compared as a browser does. */
  const allowedHeaders = async (sends: string) => {
    const { headers } = await ask(FRIEND, 'OPTIONS', sends);
    const allowed = String(headers['access-control-allow-headers']).toLowerCase().split(', ');
    return sends.split(',').filter((name) => allowed.includes(name.toLowerCase()));
  };

  test.each([
    ['fetch', 'content-type,authorization,accept,x-request-id'],
    ['Apollo Client', 'content-type,authorization,apollo-require-preflight,x-apollo-operation-name'],
    ['Apollo Studio', 'content-type,apollographql-client-name,apollographql-client-version'],
    ['Hive and Relay', 'content-type,graphql-client-name,graphql-client-version,graphql-preflight,x-requested-with'],
    ['graphql-sse and stand-ins for EventSource', 'accept,authorization,cache-control,content-type,last-event-id'],
    ['OpenTelemetry', 'content-type,traceparent,tracestate,baggage'],
    ['retries', 'content-type,idempotency-key'],
  ])('may send the headers of %s', async (_client, sends) => {
    await open({ corsOrigins: [FRIEND] });
    expect(await allowedHeaders(sends)).toEqual(sends.split(','));
  });

  test('may send other headers only where CORS_HEADERS names them', async () => {
    const sends = 'content-type,x-tenant,X-Team,x-other';
    await open({ corsOrigins: [FRIEND] });
    expect(await allowedHeaders(sends)).toEqual(['content-type']);
    await world.close();
    const { corsHeaders } = readEnvironment({ CORS_HEADERS: 'X-Tenant, x-team  content-type' });
    await open({ corsOrigins: [FRIEND], corsHeaders });
    expect(await allowedHeaders(sends)).toEqual(['content-type', 'x-tenant', 'X-Team']);
    const { headers } = await ask(FRIEND);
    expect(headers['access-control-expose-headers']).toBe('x-request-id, retry-after');
  });

  test('receive no CORS headers where corsHeaders is set without corsOrigins', async () => {
    await open({ corsHeaders: ['x-tenant'] });
    const { headers, statusCode } = await ask(FRIEND, 'OPTIONS', 'x-tenant');
    expect([cors(headers), statusCode]).toEqual([[], 405]);
  });

  test.each(['*', 'x-tenant,*', 'x tenant:', 'x-tenant;', 'a/b', '"x"', 'ä', 'x'.repeat(101)])(
    'cannot be configured by CORS_HEADERS=%s, which is rejected',
    async (value) => {
      await open({});
      const start = () => readEnvironment({ CORS_HEADERS: value });
      expect(start).toThrow(BadSetting);
      expect(start).toThrow('CORS_HEADERS must be names of request headers, separated by commas; `*` is not allowed.');
    },
  );

  test.each(['', ' ', ','])('may send no other headers with CORS_HEADERS=%j, which names none', async (value) => {
    await open({});
    expect(readEnvironment({ CORS_HEADERS: value }).corsHeaders).toEqual([]);
  });

  test('may all send requests with corsOrigins *, but never with cookies', async () => {
    await open({ corsOrigins: ['*'] });
    const headers = Object.fromEntries(cors((await ask(EVIL)).headers));
    expect([headers['access-control-allow-origin'], headers['access-control-allow-credentials']]).toEqual([
      '*',
      undefined,
    ]);
  });

  test('cannot send a request with a content type that needs no preflight', async () => {
    await open({});
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await world.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': type },
        payload: '{"query":"{ __typename }"}',
      });
      expect([type, answer.statusCode]).toEqual([type, 415]);
    }
  });
});

const headersOf = async (url: string) => {
  await open({});
  const { headers } = await world.app.inject({ method: 'GET', url });
  expect([headers['x-powered-by'], headers['server'], headers['strict-transport-security']]).toEqual(
    Array(3).fill(undefined),
  );
  return headers;
};
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
};

test.each(['/graphql?query=%7B__typename%7D', '/graphql', '/nothing', '/schema.graphql', '/health/live'])(
  '%s has a policy under which a browser neither frames it nor loads anything for it',
  async (url) => {
    const policy = "default-src 'none'; frame-ancestors 'none'";
    expect(await headersOf(url)).toMatchObject({ ...ALWAYS, 'content-security-policy': policy });
  },
);

test.each(['/', '/page/page.js', '/page/demo-accounts.json'])(
  '%s has a policy under which a browser loads only from its own origin',
  async (url) => {
    const headers = await headersOf(url);
    expect(headers).toMatchObject({
      ...ALWAYS,
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = String(headers['content-security-policy']);
    const wanted = [
      "default-src 'self'",
      "script-src 'self'",
      "object-src 'none'",
      "frame-ancestors 'self'",
      "base-uri 'self'",
    ];
    expect(policy.split(';')).toEqual(expect.arrayContaining(wanted));
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  },
);

test('an answer has the header Cache-Control: no-store', async () => {
  await open({});
  expect((await ask(EVIL)).headers['cache-control']).toBe('no-store');
});

describe('the tokens of the demo', () => {
  const path = '/page/demo-accounts.json';

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'LOCALHOST.',
    '2130706433',
    '0.0.0.0',
    '[::]',
  ])('are withheld from a request with the Host %s', async (host) => {
    await open({ demo: DEMO });
    const received = await send(await listen(world), { method: 'GET', path, headers: { host } });
    expect([received.status, received.text]).toEqual([200, '[]']);
  });

  test('are returned to a browser on the same machine', async () => {
    await open({ demo: DEMO });
    const port = await listen(world);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const received = await send(port, { method: 'GET', path, headers: { host } });
      expect([host, JSON.parse(received.text), received.headers['cache-control']]).toEqual([host, DEMO, 'no-store']);
    }
  });

  test('are withheld from another machine, whatever Host and X-Forwarded headers it sends', async () => {
    await open({ demo: DEMO });
    const headers = { host: 'localhost', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' };
    expect((await world.app.inject({ method: 'GET', url: path, headers, remoteAddress: '10.0.0.1' })).json()).toEqual(
      [],
    );
  });
});
