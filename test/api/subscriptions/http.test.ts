import { createHash } from 'node:crypto';
import type { RequestLimits } from '../../../src/graphql/requestLimits';
import {
  anotherServer,
  IMAGE_CHANGED,
  subscribeTo,
  SHARE_RECEIVED,
  endSubscriptions,
} from '../../support/openSubscriptions';
import { PATIENT } from '../../support/patience';
import { ask, jsonOf, listen, send } from '../../support/wire';
import { DAY_MS, World, type ApiCaller } from '../../support/world';

/** Tests streams over HTTP: the limits and checks of requests hold for them from the beginning to the end. */

const REGION = { regionId: 'ap-guangzhou' };
const EVENTS = 'text/event-stream';
let world: World;
let port: number;
let owner: ApiCaller;
const open = async (app: object = {}) => {
  world = await World.open({ app });
  port = await listen(world);
  owner = await world.busyAccount();
};
afterEach(async () => {
  endSubscriptions();
  await world.close();
});

const limits = (values: Partial<RequestLimits>) => ({ limits: { ...PATIENT, ...values } });
const listenAs = (caller: ApiCaller) => subscribeTo(port, caller, IMAGE_CHANGED, REGION);
/** Returns status, type and error of a subscription that is rejected immediately. */
async function refusedFor(query: string, variables: object = REGION, token: string | null = owner.token) {
  const response = await ask(port, query, variables, {
    accept: EVENTS,
    ...(token !== null && { authorization: `Bearer ${token}` }),
  });
  const [error] = JSON.parse(jsonOf(response)).errors;
  return { status: response.status, type: response.headers['content-type'], code: error.extensions.code, ...error };
}

test('a subscription without `Accept: text/event-stream` is 406 with a message that names the header', async () => {
  await open();
  const response = await ask(port, IMAGE_CHANGED, REGION);
  const message = 'A subscription needs an event stream: send `Accept: text/event-stream`.';
  expect([response.status, JSON.parse(response.text).errors]).toEqual([
    406,
    [{ message, extensions: { code: 'BAD_REQUEST' } }],
  ]);
});

test('a query and a mutation that accept a stream have one event, and a mutation by GET is 405', async () => {
  await open();
  const asked = await ask(port, '{ region(id: "ap-guangzhou") { id } }', {}, { accept: EVENTS });
  expect([asked.status, asked.headers['content-type'], JSON.parse(jsonOf(asked)).data]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
    { region: { id: 'ap-guangzhou' } },
  ]);
  const image = await world.image(owner);
  const rename = `mutation { updateImage(input: { imageId: "${image.id}", name: "x" }) { __typename } }`;
  const done = await ask(port, rename, {}, { accept: EVENTS, authorization: `Bearer ${owner.token}` });
  expect(JSON.parse(jsonOf(done)).data).toEqual({ updateImage: { __typename: 'UpdateImagePayload' } });
  const get = { method: 'GET', path: `/graphql?query=${encodeURIComponent(rename)}`, headers: { accept: EVENTS } };
  expect((await send(port, get)).status).toBe(405);
});

test('a subscription is 401 without a valid credential, and has any other error as its only event', async () => {
  await open();
  const [readable, plain] = ['text/event-stream; charset=utf-8', 'application/json; charset=utf-8'];
  expect([
    await refusedFor('subscription {'),
    await refusedFor('subscription ($regionId: ID!) { imageChanged(regionId: $regionId) { nothing } }'),
    await refusedFor('subscription { imageChanged(regionId: 5) { at } }', {}),
    await refusedFor(IMAGE_CHANGED, { regionId: 'nowhere' }),
    await refusedFor(IMAGE_CHANGED, { regionId: null }),
    await refusedFor(SHARE_RECEIVED, {}, null),
    await refusedFor(SHARE_RECEIVED, {}, 'irt_wrong_secret'),
  ]).toMatchObject([
    { status: 200, type: readable, code: 'GRAPHQL_PARSE_FAILED' },
    { status: 200, type: readable, code: 'GRAPHQL_VALIDATION_FAILED' },
    { status: 200, type: readable, code: 'BAD_USER_INPUT', extensions: { field: 'regionId' } },
    {
      status: 200,
      type: readable,
      message: expect.stringMatching(/^`regionId` must be the id of a region; got "nowhere"\./),
      extensions: { field: 'regionId' },
    },
    { status: 200, type: readable, code: 'BAD_USER_INPUT', extensions: { field: 'regionId' } },
    { status: 401, type: plain, code: 'UNAUTHENTICATED' },
    { status: 401, type: plain, code: 'UNAUTHENTICATED' },
  ]);
});

test('a subscription has one field without a directive, and the cost limit of every document', async () => {
  await open();
  const field = 'imageChanged(regionId: "ap-guangzhou")';
  const costly = `{ image { shares { image { shares { image { shares { image { shares { image { id } } } } } } } } } }`;
  expect([
    await refusedFor(`subscription { a: ${field} { at } b: ${field} { at } }`, {}),
    await refusedFor(`subscription { ${field} @skip(if: true) { at } }`, {}),
    await refusedFor(`subscription { ...F @skip(if: true) } fragment F on Subscription { ${field} { at } }`, {}),
    await refusedFor(`subscription { ...F } fragment F on Subscription { ${field} @include(if: false) { at } }`, {}),
    await refusedFor(`subscription { ${field} ${costly} }`, {}),
  ]).toMatchObject([
    { message: 'Anonymous Subscription must select only one top level field.' },
    { message: 'The field of a subscription takes no directive.', code: 'GRAPHQL_VALIDATION_FAILED' },
    { message: 'The field of a subscription takes no directive.' },
    { message: 'The field of a subscription takes no directive.' },
    { code: 'GRAPHQL_VALIDATION_FAILED', extensions: { exceeded: { name: 'cost' } } },
  ]);
});

test('a subscription by GET, as EventSource sends it, has the headers and events of the protocol', async () => {
  await open();
  const query = encodeURIComponent('subscription { imageChanged(regionId: "ap-guangzhou") { change } }');
  const controller = new AbortController();
  const { headers, body } = await fetch(`http://127.0.0.1:${port}/graphql?query=${query}`, {
    headers: { accept: EVENTS },
    signal: controller.signal,
  });
  expect([headers.get('content-type'), headers.get('cache-control'), headers.get('x-accel-buffering')]).toEqual([
    'text/event-stream; charset=utf-8',
    'no-store',
    'no',
  ]);
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  const operator = await world.account({ roles: ['OPERATOR'] });
  await operator.do('retireImage', { imageId: 'img-public' });
  let text = '';
  for await (const part of body!) {
    text += Buffer.from(part as Uint8Array).toString();
    if (text.includes('next')) break;
  }
  expect(text).toMatch(
    /^:\n\nid: [0-9a-z]{16}\nevent: next\ndata: \{"data":\{"imageChanged":\{"change":"DELETED"\}\},"extensions":.*\}\n\n$/,
  );
  controller.abort();
});

describe('a stream ends within five seconds, with its reason, when the', () => {
  const wrong = ['UNAUTHENTICATED', 'The credential is not valid: unknown, wrong, expired or revoked.'];
  const suspended = ['FORBIDDEN', 'This account is suspended.'];
  test.each<[string, (operator: ApiCaller) => Promise<unknown>, string[]]>([
    [
      'token is revoked',
      () =>
        world.store.write((inside) =>
          inside.rows('UPDATE access_token SET revoked_at = 1 WHERE account_id = ?', [owner.id]),
        ),
      wrong,
    ],
    ['token expires', async () => (world.clock.now += 2 * DAY_MS), wrong],
    ['account is suspended', (by) => by.do('updateAccount', { accountId: owner.id, suspended: true }), suspended],
  ])('%s', async (_, happens, [code, message]) => {
    await open();
    const operator = await world.account({ roles: ['OPERATOR'] });
    const { createAccessToken } = await owner.data(
      `mutation { createAccessToken(input: { name: "t", scopes: [READ], expiresAt: "${new Date(world.clock.now + DAY_MS).toISOString()}" }) { ... on CreateAccessTokenPayload { token } } }`,
    );
    const listener = await subscribeTo(port, { token: createAccessToken.token }, IMAGE_CHANGED, REGION);
    const begun = performance.now();
    await happens(operator);
    const how = await listener.ended;
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect([how, listener.results.at(-1)]).toMatchObject(['complete', { errors: [{ message, extensions: { code } }] }]);
  });
});

describe('a stream', () => {
  const CONDITIONAL =
    'subscription ($r: ID = "ap-guangzhou", $v: Boolean = true) { imageChanged(regionId: $r) { sequence at @include(if: $v) } }';
  test.each([
    [{ r: null }, 'regionId', '`$r` must not be null: `regionId` takes ID!.'],
    [{ v: null }, 'if', '`$v` must not be null: `if` takes Boolean!.'],
  ])('is BAD_USER_INPUT with the variables %o, where null is not allowed', async (variables, field, message) => {
    await open();
    for (let time = 0; time < 3; time += 1) {
      const { code, message: said, extensions } = await refusedFor(CONDITIONAL, variables);
      expect([code, extensions.field, said]).toEqual(['BAD_USER_INPUT', field, message]);
    }
  });

  test('with 18,000 wrong values in its variables has an error that names the first three', async () => {
    await open();
    const text =
      'subscription ($a: [ID!]) { imageChanged(regionId: "ap-guangzhou") { image { viewerCan { share(accountIds: $a) { allowed } } } } }';
    const variables = { a: Array.from({ length: 18_000 }, () => true) };
    const response = await ask(port, text, variables, { accept: EVENTS });
    const { errors } = JSON.parse(jsonOf(response));
    expect(errors.map(({ message }: { message: string }) => message)).toEqual(
      [0, 1, 2].map((at) => `Variable "$a" got invalid value true at "a[${at}]"; An id is text.`),
    );
  });

  test('begins with undeclared variables of 900 kB, which do not count to its bytes', async () => {
    await open(limits({ streams: { open: 100, openPerCaller: 100, bytes: 1_000_000 } }));
    const listener = await subscribeTo(port, owner, IMAGE_CHANGED, { ...REGION, x: 'x'.repeat(900_000) });
    const image = await world.image(owner);
    await owner.do('updateImage', { imageId: image.id, name: 'renamed' });
    await listener.until(1);
    expect(listener.results).toMatchObject([{ data: { imageChanged: { change: 'UPDATED' } } }]);
  });
});

test('the hash of a persisted subscription is known once it has begun', async () => {
  await open();
  const sha256Hash = createHash('sha256').update(IMAGE_CHANGED).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const by = async (query: string | null) => {
    const listener = await subscribeTo(port, owner, '', REGION, { query, extensions });
    const image = await world.image(owner);
    await owner.do('updateImage', { imageId: image.id, name: 'renamed' });
    await listener.until(1);
    listener.stop();
    const [{ data, errors }] = listener.results;
    return data === undefined ? errors[0].message : data.imageChanged.change;
  };
  for (const query of [null, '']) expect(await by(query)).toBe('PersistedQueryNotFound');
  for (const query of [IMAGE_CHANGED, null, '']) expect(await by(query)).toBe('UPDATED');
});

test('a stream of an account that was suspended delivers no event, but FORBIDDEN', async () => {
  await open();
  const image = await world.image(owner);
  const other = await world.account({ rootId: owner.id });
  const listener = await listenAs(other);
  const operator = await world.account({ roles: ['OPERATOR'] });
  await operator.do('updateAccount', { accountId: other.id, suspended: true });
  await owner.do('updateImage', { imageId: image.id, name: 'secret' });
  await listener.ended;
  expect(listener.results).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
});

describe('open streams are limited', () => {
  test('for a root account and its sub-accounts together, with RATE_LIMITED until one of them ends', async () => {
    await open(limits({ streams: { open: 10, openPerCaller: 2, bytes: 1_000_000 } }));
    const sub = await world.account({ rootId: owner.id });
    const [first] = [await listenAs(owner), await listenAs(sub)];
    expect(await refusedFor(IMAGE_CHANGED)).toMatchObject({
      ...{ status: 429, code: 'RATE_LIMITED', message: '2 streams of this caller are open; the limit is 2.' },
    });
    await listenAs(await world.account());
    first.stop();
    for (let tries = 0; tries < 20; tries += 1) {
      const again = await listenAs(owner).catch(() => null);
      if (again !== null) return;
    }
    throw new Error('The place was never free again.');
  });

  test('for all callers together, of which anonymous ones may take half, with UNAVAILABLE', async () => {
    await open(limits({ streams: { open: 2, openPerCaller: 10, bytes: 1_000_000 } }));
    await listenAs(world.anybody);
    const full = { status: 503, code: 'UNAVAILABLE', message: 'Too many streams are open. Retry in 1 second.' };
    expect(await refusedFor(IMAGE_CHANGED, REGION, null)).toMatchObject(full);
    await listenAs(owner);
    expect(await refusedFor(IMAGE_CHANGED)).toMatchObject(full);
  });

  test('by the bytes of their documents and variables, of which one caller may take an eighth', async () => {
    await open(limits({ streams: { open: 100, openPerCaller: 100, bytes: 1_000_000 } }));
    const long = (caller: ApiCaller | null, at: number) =>
      refusedFor(`${IMAGE_CHANGED} # ${at} ${'x'.repeat(60_000)}`, REGION, caller?.token ?? null);
    await expect(long(owner, 1)).resolves.toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    const { message } = await long(owner, 2);
    expect(message).toMatch(
      /^The documents and variables of this caller's streams take 1\d{5} bytes; the limit is 125000\.$/,
    );
    for (let at = 0; at < 3; at += 1) await listenAs(owner);
    const more = await world.account();
    await listenAs(more);
  });

  test('by points per event, for which a stream waits without losing events', async () => {
    await open(limits({ points: { capacity: 6, perSecond: 4 } }));
    const friend = await world.account();
    const image = await world.image(owner);
    await world.share(image, [friend]);
    const listener = await listenAs(friend);
    for (let at = 0; at < 8; at += 1) {
      await world.store.write((inside) =>
        inside.rows(`INSERT INTO event (sequence, at, change, image_id, everyone) VALUES (?, ?, 'UPDATED', ?, ?)`, [
          `event-number-${100 + at}`,
          world.clock.now,
          image.id,
          false,
        ]),
      );
    }
    const begun = performance.now();
    const sequences = (await listener.events(8)).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...Array(8).keys()].map((at) => `event-number-${100 + at}`));
    expect(performance.now() - begun).toBeGreaterThan(2_000);
  });
});

test('a stop of the server cuts streams within 3 seconds without `complete`, so that clients reconnect', async () => {
  await open();
  const server = await anotherServer(world);
  const listeners = await Promise.all([1, 2, 3].map(() => subscribeTo(server.port, owner, IMAGE_CHANGED, REGION)));
  const begun = performance.now();
  await server.close();
  expect(performance.now() - begun).toBeLessThan(3_000);
  for (const listener of listeners) {
    expect([await listener.ended, listener.results]).toEqual(['Connection closed while having active streams', []]);
  }
});
