import { createHash } from 'node:crypto';
import { World } from '../support/world';

/** Automatic persisted queries, as Apollo's clients and urql send them. */

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const extensionsOf = (sha256Hash: string, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });

const post = async (body: object) => {
  const response = await world.app.inject({ method: 'POST', url: '/graphql', payload: body });
  return { status: response.statusCode, body: response.json<Record<string, any>>() }; // eslint-disable-line @typescript-eslint/no-explicit-any
};
const get = async (given: Record<string, object | string>) => {
  const text = Object.entries(given).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await world.app.inject({ url: `/graphql?${new URLSearchParams(text)}` });
  return { status: response.statusCode, body: response.json<Record<string, any>>() }; // eslint-disable-line @typescript-eslint/no-explicit-any
};

const NOT_FOUND = [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }];

test.each([
  ['POST', post],
  ['GET', get],
])(
  'a persisted query by %s is PersistedQueryNotFound with 200 until its text was sent with the hash',
  async (name, send) => {
    const query = `query ($id: ID!) { image(id: $id) { name } } # ${name}`;
    const extensions = extensionsOf(hashOf(query));
    const variables = { id: 'img-public' };
    const unknown = await send({ extensions, variables });
    expect([unknown.status, unknown.body['errors']]).toEqual([200, NOT_FOUND]);
    const sent = await send({ query, extensions, variables });
    expect(sent.body['errors']).toBeUndefined();
    const known = await send({ extensions, variables });
    expect(known.body['data']).toEqual(sent.body['data']);
    expect(known.body['data'].image.name).toBeDefined();
  },
);

test('a persisted query is found by its hash in capital letters', async () => {
  const query = '{ regions { id } } # capitals';
  await post({ query, extensions: extensionsOf(hashOf(query)) });
  expect((await post({ extensions: extensionsOf(hashOf(query).toUpperCase()) })).body['data'].regions.length).toBe(23);
});

test('a hash that does not match its text is rejected, and the text is not kept', async () => {
  const extensions = extensionsOf(hashOf('something else'));
  const { status, body } = await post({ query: '{ regions { id } }', extensions });
  expect([status, body['errors']]).toEqual([
    400,
    [
      {
        message: '`extensions.persistedQuery.sha256Hash` must be the SHA-256 of `query`.',
        extensions: { code: 'BAD_REQUEST' },
      },
    ],
  ]);
  expect((await post({ extensions })).body['errors']).toEqual(NOT_FOUND);
});

test('an invalid document is not kept under its hash', async () => {
  const query = '{ nothing }';
  const extensions = extensionsOf(hashOf(query));
  expect((await post({ query, extensions })).body['errors'][0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect((await post({ extensions })).body['errors']).toEqual(NOT_FOUND);
});

test.each([
  ['an unknown version', extensionsOf(hashOf('x'), 2)],
  ['a missing hash', { persistedQuery: { version: 1 } }],
  ['a malformed hash', extensionsOf('abc')],
  ['a list in its place', { persistedQuery: [] }],
])('a persistedQuery extension with %s is rejected with 400', async (_, extensions) => {
  for (const query of ['{ regions { id } }', undefined]) {
    const { status, body } = await post({ query, extensions });
    expect([status, body['errors'][0].message]).toEqual([
      400,
      '`extensions.persistedQuery` must have `version` 1 and `sha256Hash`, 64 hexadecimal digits.',
    ]);
  }
});

test('a mutation by GET is rejected with 405 although its hash is known', async () => {
  const query = 'mutation { revokeAccessToken(input: { accessTokenId: "x" }) { __typename } }';
  const extensions = extensionsOf(hashOf(query));
  await post({ query, extensions });
  expect((await get({ query, extensions })).status).toBe(405);
});

test('the oldest of 150 persisted texts of 20,000 bytes is evicted', async () => {
  const textOf = (at: number) => `{ regions { id } } # ${at} ${'x'.repeat(20_000)}`;
  for (let at = 0; at < 150; at += 1) await post({ query: textOf(at), extensions: extensionsOf(hashOf(textOf(at))) });
  expect((await post({ extensions: extensionsOf(hashOf(textOf(0))) })).body['errors']).toEqual(NOT_FOUND);
  expect((await post({ extensions: extensionsOf(hashOf(textOf(149))) })).body['data'].regions.length).toBe(23);
});
