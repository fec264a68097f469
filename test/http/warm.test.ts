import { World, type ApiCaller } from '../support/world';
import { DENIED } from '../support/mutations';

/** A document that was seen often enough is executed by its plan. Its answers stay the same. */

let world: World;
let owner: ApiCaller;
beforeAll(async () => {
  world = await World.open();
  owner = await world.busyAccount({ name: 'Owner' });
  const other = await world.busyAccount({ name: 'Other' });
  const [image] = await world.images(owner, 3);
  await world.share(image!, [other]);
  await world.instance(owner);
});
afterAll(() => world.close());

const TIMES = 6;
const IMAGE = `id name type state sharedAt createdAt hourlyFee { amount currency } region { id name } owner { id name }
  baseImage { name } shareCount shares { account { name } } warnings { code } impact { shares byAccount { account { id } } }
  viewerCan { launch { allowed denied { rule message also { rule } } } share { allowed } delete { allowed denied { rule } } }`;

test.each<[string, string, object]>([
  [
    'a page with its count',
    `{ images(first: 10) { totalCount edges { cursor node { ${IMAGE} } } pageInfo { hasNextPage endCursor } } }`,
    {},
  ],
  [
    'an interface',
    '{ node(id: "img-public") { __typename id ... on Image { name } } missing: node(id: "img-nothing0000") { id } }',
    {},
  ],
  [
    'regions, rules and types',
    '{ regions { id name state } rules { rule statement limit guards } instanceTypes { id hourlyPrice { amount } } }',
    {},
  ],
  [
    'the viewer',
    '{ viewer { account { name } quota(regionId: "ap-guangzhou") { images { limit used remaining } operationsToday { used resetsAt } } } }',
    {},
  ],
  [
    'instances and their count',
    '{ instances { totalCount nodes { id name state imageId quote { hourlyTotal { amount } } } } }',
    {},
  ],
  [
    'a union resolved to its payload',
    `query ($input: LaunchQuoteInput!) { launchQuote(input: $input) { __typename ... on LaunchQuote { hourlyTotal { amount } } ${DENIED} } }`,
    { input: { imageId: 'img-public', instanceType: 'S', count: 2 } },
  ],
  [
    'a union resolved to Denied',
    `query ($input: LaunchQuoteInput!) { launchQuote(input: $input) { __typename ... on LaunchQuote { hourlyTotal { amount } } ${DENIED} } }`,
    { input: { imageId: 'img-nothing0000', instanceType: 'S', count: 2 } },
  ],
  [
    'skipped and included fields',
    'query ($no: Boolean!) { images(first: 1) { nodes { id @skip(if: $no) name @include(if: $no) } } }',
    { no: true },
  ],
  [
    'fragments and aliases',
    'fragment F on Image { a: id b: name } { x: images(first: 1) { nodes { ...F ... on Node { id } } } }',
    {},
  ],
  ['an argument that the resolver rejects', '{ images(first: 101) { totalCount } }', {}],
  ['one field that fails and one that does not', '{ regions { id } images(first: 0) { totalCount } }', {}],
  ['a number as an id', 'query ($id: ID!) { image(id: $id) { id } }', { id: 5 }],
  ['a missing variable', 'query ($id: ID!) { image(id: $id) { id } }', {}],
  ['a variable of the wrong type', 'query ($n: Int) { images(first: $n) { nodes { id } } }', { n: 'ten' }],
  ['an undeclared variable', 'query ($n: Int) { images(first: $n) { nodes { id } } }', { n: 1, more: true }],
  [
    'an unknown enum value',
    'query ($t: [ImageType!]) { images(filter: { types: $t }) { totalCount } }',
    { t: ['NOTHING'] },
  ],
  [
    'defaults',
    'query ($n: Int = 2, $f: ImageFilter = { types: [CUSTOM] }) { images(first: $n, filter: $f) { nodes { id } } }',
    {},
  ],
  [
    'introspection',
    '{ __type(name: "Image") { name fields { name type { name kind ofType { name } } } } __typename }',
    {},
  ],
])('a document with %s is answered by its plan as it was when new', async (_, query, variables) => {
  for (const caller of [owner, world.anybody]) {
    const answer = async () => {
      const { status, body } = await caller.ask(query, variables);
      return { status, data: body.data, errors: body.errors };
    };
    const cold = await answer();
    for (let time = 1; time < TIMES; time += 1) expect(await answer()).toEqual(cold);
  }
});

test('a known mutation is executed each time it is sent', async () => {
  const query = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { __typename ... on CreateAccessTokenPayload { accessToken { name scopes } token } ${DENIED} } }`;
  const tokens = new Set<string>();
  for (let time = 0; time < TIMES; time += 1) {
    const { createAccessToken } = await owner.data(query, { input: { name: `number ${time}`, scopes: ['READ'] } });
    expect(createAccessToken.accessToken).toEqual({ name: `number ${time}`, scopes: ['READ'] });
    tokens.add(createAccessToken.token);
  }
  expect(tokens.size).toBe(TIMES);
});

test('an internal error of a known document is masked, with the id of its request', async () => {
  const query = '{ regions { id name mainlandChina } }';
  for (let time = 0; time < TIMES; time += 1) await owner.data(query);
  const rows = jest.spyOn(world.store, 'rows');
  const real = rows.getMockImplementation();
  rows.mockImplementation(async (sql, parameters) => {
    if (sql.includes('FROM region')) throw new Error('SELECT secret');
    return (real ?? Object.getPrototypeOf(world.store).rows).call(world.store, sql, parameters);
  });
  try {
    const { body, headers } = await owner.ask(query);
    const requestId = headers['x-request-id'];
    expect(body.data).toBeNull();
    expect(body.errors).toEqual([
      {
        message: 'Internal error. Quote the request id when you report it.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ]);
  } finally {
    rows.mockRestore();
  }
});

test('the cost of a known document includes the size of its variables each time', async () => {
  const query = 'query ($f: ImageFilter) { images(first: 1, filter: $f) { nodes { id } } }';
  const costOf = async (ownerId: string) => {
    const { body } = await owner.ask(query, { f: { ownerId } });
    return body.extensions.cost.requested;
  };
  for (let time = 0; time < TIMES; time += 1) expect(await costOf('x')).toBe(2);
  expect(await costOf('x'.repeat(5_000))).toBe(7);
  expect(await costOf('x')).toBe(2);
});

test('a known document is rejected with 403 once its account is suspended', async () => {
  const reader = await world.account();
  const query = '{ viewer { account { id } } }';
  for (let time = 0; time < TIMES; time += 1) expect((await reader.data(query)).viewer.account.id).toBe(reader.id);
  await world.store.write(({ manager }) =>
    manager.query(`UPDATE account SET suspended = true WHERE id = '${reader.id}'`),
  );
  expect((await reader.ask(query)).status).toBe(403);
});
