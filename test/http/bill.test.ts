import { POINT_LIMITS } from '../../src/graphql/requestLimits';
import { many } from '../support/documents';
import { PATIENT } from '../support/patience';
import { JSON_TYPE, listen, raw } from '../support/wire';
import { World, type Answer } from '../support/world';

/** The token bucket of each caller, and `extensions.cost` in every answer. Hardly any points are restored here. */

const SLOWLY = { capacity: 30, perSecond: 0.0001 };
let world: World;
afterEach(() => world.close());
const open = async (points = SLOWLY) => {
  world = await World.open({ app: { limits: { ...PATIENT, points } } });
};
const REGIONS = '{ regions { id } }';
const said = ({ body }: Answer) => body.extensions.cost;
const bill = (requested: number, available: number | null) => ({
  requested,
  limit: 10_000,
  available,
  restoreRate: 0.0001,
});

function expectLimited({ status, headers, body }: Answer): void {
  const seconds = Number(headers['retry-after']);
  expect([status, body.data, seconds > 190_000 && seconds <= 200_000]).toEqual([429, undefined, true]);
  expect(body.errors).toEqual([
    {
      message: 'This operation costs 25 points; 5 are left, and 0.0001 are restored each second.',
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
    },
  ]);
  expect(said({ status, headers, body })).toEqual(bill(25, 5));
}

test('an account without enough points is rejected with the time to wait, and another is answered', async () => {
  await open();
  const [one, other] = [await world.account(), await world.account()];
  expect(said(await one.ask(REGIONS))).toEqual(bill(25, 5));
  expectLimited(await one.ask(REGIONS));
  expect((await other.ask(REGIONS)).status).toBe(200);
  expect(said(await one.ask('{ viewer { roles } }'))).toEqual(bill(1, 4));
});

test('a mutation of an account without enough points is not executed', async () => {
  await open();
  const one = await world.account();
  const image = await world.image(one);
  await one.ask(REGIONS);
  const text = 'mutation ($id: ID!) { deleteImage(input: { imageId: $id }) { __typename } }';
  const { status } = await one.ask(text, { id: image.id });
  expect([status, await world.ledger(one)]).toEqual([429, []]);
});

test('a sub-account consumes points of its root account', async () => {
  await open();
  const root = await world.account();
  const [sub, sister] = [await world.account({ rootId: root.id }), await world.account({ rootId: root.id })];
  await sub.ask(REGIONS);
  for (const caller of [root, sister, sub]) expectLimited(await caller.ask(REGIONS));
});

test('an anonymous caller consumes points of its address and of no account', async () => {
  await open();
  const one = await world.account();
  const from = (remoteAddress: string) =>
    world.app.inject({ method: 'GET', url: '/graphql', query: { query: REGIONS }, remoteAddress });
  const statuses = [];
  for (const address of ['10.0.0.1', '10.0.0.1', '10.0.0.2', '10.0.0.2', '2001:db8::1']) {
    statuses.push((await from(address)).statusCode);
  }
  expect(statuses).toEqual([200, 429, 200, 429, 200]);
  expect((await one.ask(REGIONS)).status).toBe(200);
});

test('X-Forwarded-For selects another bucket only where trustProxy names the proxy', async () => {
  const statuses = async () => {
    const asked = [];
    for (const forwarded of ['10.0.0.1', '10.0.0.2']) {
      const headers = { 'x-forwarded-for': forwarded };
      asked.push(await world.app.inject({ method: 'GET', url: '/graphql', query: { query: REGIONS }, headers }));
    }
    return asked.map(({ statusCode }) => statusCode);
  };
  await open();
  expect(await statuses()).toEqual([200, 429]);
  await world.close();
  world = await World.open({
    app: { limits: { ...PATIENT, points: SLOWLY }, trustProxy: ['127.0.0.1'] },
  });
  expect(await statuses()).toEqual([200, 200]);
});

test('every answer carries its cost report, also an error', async () => {
  const full = POINT_LIMITS.capacity;
  world = await World.open({
    app: { limits: { ...PATIENT, points: { capacity: full, perSecond: 0.0001 } } },
  });
  const one = await world.account();
  const wrong = world.callerWith('', 'irt_tok_wrong');
  const asked: [string, Answer, requested: number, available: number | null][] = [
    ['data', await one.ask(REGIONS), 25, full - 25],
    [
      'a denied mutation',
      await one.ask('mutation { leaveImage(input: { imageId: "img-x" }) { __typename } }'),
      11,
      NaN,
    ],
    ['bad input', await one.ask('{ images(first: 0) { nodes { id } } }'), 2, NaN],
    ['an invalid document', await one.ask('{ nothing }'), 1, NaN],
    ['a document that does not parse', await one.ask('{'), 0, null],
    ['a document that is too large', await one.ask(`{ ${'a '.repeat(21)} }`), 0, null],
    [
      'a document that costs too much',
      await one.ask(
        `{ ${many(13, (at) => `a${at}: images(first: 100) { nodes { ...F } }`)} }
         fragment F on Image { ...G baseImage { ...G baseImage { id } copiedFrom { id } } }
         fragment G on Image { owner { id } region { id } }`,
      ),
      13 * 801,
      null,
    ],
    ['a wrong credential', await wrong.ask(REGIONS), 25, null],
    ['no operation of that name', await one.ask('query A { __typename } query B { __typename }'), 1, NaN],
  ];
  for (const [name, answer, requested, available] of asked) {
    const left = Number.isNaN(available) ? expect.any(Number) : available;
    expect([name, said(answer)]).toEqual([name, bill(requested, left)]);
  }
});

describe('a document that is read or added up at length', () => {
  /** 1,000 objects of 25 fields each: more than can be added up. */
  const ENDLESS = `{ node(id: "x") { ...A } } fragment A on Image { ${many(10, (at) => `a${at}: baseImage { ...B }`)} }
    fragment B on Image { ${many(10, (at) => `b${at}: baseImage { ...C }`)} }
    fragment C on Image { ${many(10, (at) => `c${at}: baseImage { ...D }`)} }
    fragment D on Image { ${many(25, () => 'id')} }`;
  const LONG = `{ viewer { roles } #${'x'.repeat(98_000)}\n}`;
  const TOO_MUCH =
    'This operation costs more than can be added up; the limit is 10000. Request shorter pages or fewer fields.';
  const points = { capacity: 5_000, perSecond: 0.0001 };
  const ROLES = '{ viewer { roles } }';
  const codesOf = async (caller: Pick<World['anybody'], 'ask'>, text: string, times: number) => {
    const codes: unknown[] = [];
    for (let time = 0; time < times; time += 1) {
      codes.push((await caller.ask(text)).body.errors?.[0]?.extensions['code'] ?? null);
    }
    return codes;
  };
  const [INVALID, LIMITED] = ['GRAPHQL_VALIDATION_FAILED', 'RATE_LIMITED'];

  test('takes points of an anonymous caller though the operation is rejected', async () => {
    await open(points);
    expect((await world.anybody.ask(ENDLESS)).body.errors?.[0]?.message).toBe(TOO_MUCH);
    // A point for every 20 of the 20,001 steps after the first 200.
    expect(said(await world.anybody.ask(ROLES)).available).toBe(4_008);
    expect(await codesOf(world.anybody, ENDLESS, 6)).toEqual([...Array(5).fill(INVALID), LIMITED]);
    const { status, body } = await world.anybody.ask(ROLES);
    expect([status, body.errors?.[0]?.message]).toEqual([
      429,
      'This operation costs at least 1 point; 0 are left, and 0.0001 are restored each second.',
    ]);
  });

  test('takes points for its characters, and is not read where they are missing', async () => {
    await open(points);
    const spend = await codesOf(world.anybody, `${LONG}!`, 4);
    expect(spend).toEqual(Array(4).fill('GRAPHQL_PARSE_FAILED'));
    const { body } = await world.anybody.ask(LONG);
    expect(body.errors?.[0]?.message).toBe(
      'This operation costs at least 961 points; 0 are left, and 0.0001 are restored each second.',
    );
  });

  test('takes the points of its account, and those of the address only until the account is known', async () => {
    await open(points);
    const [one, other] = [await world.account(), await world.account()];
    // A point for each 100 of its characters after 2,000 and each 1,000 bytes of its body after 10,000.
    expect(said(await one.ask(LONG)).available).toBe(5_000 - 1 - 961 - 89);
    expect(said(await world.anybody.ask(ROLES)).available).toBe(5_000 - 1);

    // Who rejected operations come from is not known before the authentication.
    await codesOf(one, ENDLESS, 5);
    expect(said(await one.ask(ROLES)).available).toBe(5_000 - 2 - 961 - 89);
    expect(await codesOf(world.anybody, ENDLESS, 2)).toEqual([INVALID, LIMITED]);
    // Now the address has no points, so the account comes first, and the next one at the address has all of its own.
    expect(await codesOf(one, ENDLESS, 5)).toEqual([...Array(4).fill(INVALID), LIMITED]);
    expect(said(await other.ask(ROLES)).available).toBe(5_000 - 1);
  });

  test('takes points for each error of its validation, and for a rejected credential', async () => {
    await open(points);
    await world.anybody.ask(`{ ${many(7, (at) => `unknown${at}`)} }`);
    expect(said(await world.anybody.ask(ROLES)).available).toBe(Math.floor(5_000 - 1 - 7 * 20 - 1));
    await world.callerWith('', 'irt_wrong').ask(ROLES);
    expect(said(await world.anybody.ask(ROLES)).available).toBe(Math.floor(5_000 - 2 - 7 * 20 - 10 - 1));
  });

  test('whose address has no points left is rejected for a wrong credential or for want of points before its body arrives', async () => {
    await open(points);
    const port = await listen(world);
    const one = await world.account();
    const head = (...headers: string[]) =>
      ['POST /graphql HTTP/1.1', 'Host: x', `Content-Type: ${JSON_TYPE}`, 'Content-Length: 1000000', ...headers]
        .map((line) => `${line}\r\n`)
        .join('');
    const statusOf = async (credential: string | null) => {
      const request = head(...(credential === null ? [] : [`Authorization: Bearer ${credential}`]));
      return (await raw(port, [`${request}\r\n`], 1_500)).text.slice(9, 12);
    };
    expect(await Promise.all([statusOf(null), statusOf('irt_wrong'), statusOf(one.token)])).toEqual(['', '', '']);
    await codesOf(world.anybody, ENDLESS, 6);
    expect(await Promise.all([statusOf(null), statusOf('irt_wrong'), statusOf(one.token)])).toEqual(['429', '401', '']);
    expect((await one.ask(ROLES)).status).toBe(200);
  });

  test('takes points for each search of images by text', async () => {
    await open(points);
    const search = (filter: string) => `{ a: images(filter: { ${filter} }) { totalCount } images { totalCount } }`;
    const left = async (filter: string) => said(await world.anybody.ask(search(filter))).available;
    expect(await left('osFamily: LINUX')).toBe(5_000 - 22);
    expect(await left('nameContains: "ubuntu"')).toBe(5_000 - 2 * 22 - 30);
    expect(await left('platform: "Ubuntu", nameContains: "ubuntu"')).toBe(5_000 - 3 * 22 - 2 * 30);
  });

  test('takes points for reading a known document that lacks the operation, as that is parsed to report it', async () => {
    await open(points);
    const query = `query A { viewer { roles } } query B { node(id: "${'x'.repeat(9_000)}") { id } }`;
    const left = async (operationName: string) => {
      const payload = { query, operationName };
      const { errors, extensions } = (await world.app.inject({ method: 'POST', url: '/graphql', payload })).json<
        Answer['body']
      >();
      return [errors?.[0]?.extensions['code'], extensions.cost.available];
    };
    const reading = Math.ceil((query.length - 2_000) / 100);
    const after = (requests: number) => 5_000 - requests * (1 + reading);
    expect(await left('A')).toEqual([undefined, after(1)]);
    expect(await left('A')).toEqual([undefined, after(1) - 1]);
    const unknown = 'OPERATION_RESOLUTION_FAILURE';
    for (const errors of [1, 2, 3]) {
      expect(await left('NONE')).toEqual([unknown, Math.floor(after(1 + errors) - 1 - 5 * (errors - 1))]);
    }
  });
});
