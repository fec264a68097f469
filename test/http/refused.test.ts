import type { OutgoingHttpHeaders } from 'node:http';
import { many } from '../support/documents';
import { World, type ApiCaller } from '../support/world';

/** Requests over a limit are rejected as a whole before the first SQL, that of the authentication included. */

let world: World;
let caller: ApiCaller;
let reads: jest.SpyInstance;
let writes: jest.SpyInstance;
beforeAll(async () => {
  world = await World.open();
  caller = await world.account();
});
beforeEach(() => {
  reads = jest.spyOn(world.store, 'rows');
  writes = jest.spyOn(world.store, 'write');
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => world.close());

const COST = 'Request shorter pages or fewer fields.';
const deep = (levels: number) => `{ image(id: "x") ${'{ baseImage '.repeat(levels - 2)}{ id }${'}'.repeat(levels - 1)}`;
const leave = 'leaveImage(input: { imageId: "img-x" }) { __typename }';

/** A document over each limit, the message of its rejection, and a document within the limit, which is accepted. */
const TABLE: [name: string, used: number | undefined, limit: number, message: string, text: string, taken: string][] = [
  [
    'tokens',
    undefined,
    2_000,
    'This document has more than 2000 tokens, which is the limit.',
    `{ regions(x: [${'1 '.repeat(1_992)}]) }`,
    '{ regions { id } }',
  ],
  [
    'nesting',
    101,
    100,
    'This document has 101 brackets within each other; the limit is 100.',
    `{ regions(x: ${'['.repeat(100)}`,
    '{ regions { id } }',
  ],
  [
    'name',
    101,
    100,
    'A name in this document has 101 characters; the limit is 100.',
    `{ ${'a'.repeat(101)}: regions { id } }`,
    `{ ${'a'.repeat(100)}: regions { id } }`,
  ],
  ['depth', 13, 12, 'This document is 13 levels deep; the limit is 12.', deep(13), deep(12)],
  [
    'aliases',
    31,
    30,
    'This document has 31 aliases; the limit is 30.',
    `{ region(id: "x") { ${many(31, (at) => `a${at}: id`)} } }`,
    `{ region(id: "ap-seoul") { ${many(30, (at) => `a${at}: id`)} } }`,
  ],
  [
    'rootFields',
    21,
    20,
    'This operation has 21 fields; the limit is 20.',
    `{ ${many(20, (at) => `a${at}: viewer { roles }`)} viewer { roles } }`,
    `{ ${many(19, (at) => `a${at}: viewer { roles }`)} viewer { roles } }`,
  ],
  [
    'mutations',
    6,
    5,
    'This mutation has 6 fields; the limit is 5.',
    `mutation { ${many(6, (at) => `a${at}: ${leave}`)} }`,
    '{ regions { id } }',
  ],
  [
    'directives',
    51,
    50,
    'This document has 51 directives; the limit is 50.',
    `{ regions { ${many(17, (at) => `${at % 2 ? 'id' : 'name'} @skip(if: false) @include(if: true)`)} } ${'... @skip(if: true) { viewer { roles } } '.repeat(17)} }`,
    '{ regions { id } }',
  ],
  [
    'repeats',
    51,
    50,
    'This document writes 51 fields or fragments again into a selection; the limit is 50.',
    `{ regions { ${'id '.repeat(52)} } }`,
    `{ regions { ${'id '.repeat(51)} } }`,
  ],
  [
    'cost',
    10_001,
    10_000,
    `This operation costs 10001 points; the limit is 10000. ${COST}`,
    `{ ${many(13, (at) => `a${at}: images(first: ${at < 12 ? 100 : 48}) { nodes { ...F } }`)} ${many(4, (at) => `r${at}: region(id: "x") { id }`)} }
     fragment F on Image { ...G baseImage { ...G baseImage { id } copiedFrom { id } } } fragment G on Image { owner { id } region { id } }`,
    '{ regions { id } }',
  ],
];

async function post(query: string, headers: OutgoingHttpHeaders, token: string | null = null) {
  const all = {
    'content-type': 'application/json',
    ...headers,
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  const answer = await world.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: all as never,
    payload: JSON.stringify({ query }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

describe.each(TABLE)('a document over the limit “%s”', (name, used, limit, message, text, taken) => {
  const refusal = [
    {
      message,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name, limit, ...(used !== undefined && { used }) } },
    },
  ];

  test.each([
    ['plain JSON', 'application/json', 200],
    ['the newer type', 'application/graphql-response+json', 400],
  ])('is rejected before any SQL for a client that accepts %s', async (_type, accept, status) => {
    for (const token of [null, caller.token, 'irt_tok_wrong']) {
      const answer = await post(text, { accept }, token);
      const cost = { requested: name === 'cost' ? used : 0, limit: 10_000, available: null, restoreRate: 1e15 };
      expect(answer).toEqual({ status, body: { errors: refusal, extensions: { cost } } });
    }
    expect([reads.mock.calls, writes.mock.calls]).toEqual([[], []]);
  });

  test('is accepted once it is within the limit', async () => {
    const { status, body } = await post(taken, {}, caller.token);
    expect([status, body.errors]).toEqual([200, undefined]);
  });
});

test('a document within the limits reads the database', async () => {
  await post('{ images { nodes { id } } }', {}, caller.token);
  expect(reads).toHaveBeenCalled();
});

test('a syntax error, a mutation by GET and a subscription without a stream are rejected before any SQL', async () => {
  const head = { authorization: `Bearer ${caller.token}` };
  const get = (query: string) => world.app.inject({ method: 'GET', url: '/graphql', query: { query }, headers: head });
  expect((await post('{', {}, caller.token)).status).toBe(200);
  expect((await get(`mutation { ${leave} }`)).statusCode).toBe(405);
  expect((await post('subscription { a }', {}, caller.token)).body.errors[0].message).toBe(
    'A subscription needs an event stream: send `Accept: text/event-stream`.',
  );
  expect([reads.mock.calls, writes.mock.calls]).toEqual([[], []]);
});

describe('a body', () => {
  const sized = (bytes: number) => {
    const rest = JSON.stringify({ query: '{ regions { id } }', extensions: { x: '' } }).length;
    return JSON.stringify({ query: '{ regions { id } }', extensions: { x: 'x'.repeat(bytes - rest) } });
  };
  const send = (bytes: number) =>
    world.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: sized(bytes),
    });

  test('of 1 MiB is accepted', async () => {
    expect((await send(1_048_576)).json().data.regions).toHaveLength(23);
  });

  test('of 1 MiB and a byte is rejected with 413, and the connection is closed', async () => {
    const answer = await send(1_048_577);
    const message = 'The body is larger than 1048576 bytes, which is the limit.';
    expect([answer.statusCode, answer.headers['connection'], answer.json()]).toEqual([
      413,
      'close',
      { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
    ]);
    expect(reads).not.toHaveBeenCalled();
  });
});
