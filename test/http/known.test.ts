import { getNamedType, isInputObjectType, isListType, isNonNullType, Lexer, type GraphQLInputType } from 'graphql';
import { createSchema } from '../../src/graphql/schema';
import { World, type Answer, type ApiCaller } from '../support/world';

/** Documents that used to be answered differently once they were known than when they were new. */

const TIMES = 5;

let world: World;
let owner: ApiCaller;
let operator: ApiCaller;
beforeAll(async () => {
  world = await World.open();
  owner = await world.busyAccount({ name: 'Owner' });
  operator = await world.busyAccount({ name: 'Operator', roles: ['OPERATOR', 'PROVIDER'], agreementSigned: true });
});
afterAll(() => world.close());

/** Returns the answers to a document that is sent `TIMES` times, the first time as a new one. */
async function answers(caller: ApiCaller, text: string, variables: object = {}): Promise<Answer[]> {
  const all: Answer[] = [];
  for (let time = 0; time < TIMES; time += 1) all.push(await caller.ask(text, variables));
  return all;
}

test('a fragment skipped at one spread is answered at the other', async () => {
  const text = `{ a: image(id: "img-public") { ...F @include(if: false) } b: image(id: "img-public") { ...F } } fragment F on Image { name }`;
  for (const { body } of await answers(world.anybody, text)) {
    expect(body.data).toEqual({ a: {}, b: { name: 'Ubuntu Server 22.04' } });
  }
});

test('a mutation under @include or @skip is executed only where they include it', async () => {
  const text = `mutation ($yes: Boolean!, $no: Boolean!, $input: CreateAccessTokenInput!) {
    included: createAccessToken(input: $input) @include(if: $yes) { __typename }
    skipped: createAccessToken(input: $input) @skip(if: $yes) { __typename }
    kept: createAccessToken(input: $input) @skip(if: $no) { __typename }
  }`;
  const caller = await world.busyAccount();
  for (const { body } of await answers(caller, text, {
    yes: true,
    no: false,
    input: { name: 'x', scopes: ['READ'] },
  })) {
    const done = { __typename: 'CreateAccessTokenPayload' };
    expect(body.data).toEqual({ included: done, kept: done });
  }
  const { viewer } = await caller.data('{ viewer { accessTokens { name } } }');
  expect(viewer.accessTokens.filter(({ name }: { name: string }) => name === 'x')).toHaveLength(2 * TIMES);
});

test('the cost counts a field under @include only where it is included', async () => {
  const text = `query ($more: Boolean = false) { images(first: 50) { nodes { id } } more: images(first: 100) @include(if: $more) { nodes { id } } }`;
  for (const [variables, points] of [
    [{}, 51],
    [{ more: true }, 152],
  ] as const) {
    for (const { body } of await answers(world.anybody, text, variables)) {
      expect(body.extensions.cost.requested).toBe(points);
      expect('more' in body.data).toBe(points === 152);
    }
  }
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'toJSON', 'then'])(
  'a document may name an alias, a variable and a fragment %s',
  async (name) => {
    const text = `query ($${name}: Int = 1) { ${name}: images(first: $${name}) { nodes { ...${name} } } }
      fragment ${name} on Image { ${name}: id }`;
    for (const { body } of await answers(world.anybody, text)) {
      const [[key, value]] = Object.entries(body.data) as [[string, { nodes: object[] }]];
      expect(key).toBe(name);
      expect(Object.entries(value.nodes[0]!)).toEqual([[name, 'img-public']]);
      expect(body.extensions.cost.requested).toBe(2);
    }
    const variables = JSON.parse(`{"${name}":2}`) as object;
    for (const { body } of await answers(owner, text, variables)) {
      expect([body.errors, body.extensions.cost.requested]).toEqual([undefined, 3]);
    }
  },
);

test('the cost of a variable named toString is that of its default', async () => {
  const text =
    'query ($toString: Int = 100) { images(first: $toString) { nodes { id owner { id } baseImage { owner { id } } } } }';
  for (const { body } of await answers(owner, text)) {
    expect([body.errors, body.extensions.cost.requested]).toEqual([undefined, 401]);
  }
});

/** Sends a document with cheap variables, `TIMES` times, and then with expensive ones; returns the answers to those. */
async function afterCheapOnes(caller: ApiCaller, text: string, cheap: object, expensive: object) {
  await answers(caller, text, cheap);
  return { known: await caller.ask(text, expensive), unseen: await caller.ask(`${text} # never seen`, expensive) };
}

test('a known document that introspects a type by a variable costs the objects of that type', async () => {
  const text = 'query ($name: String!) { __type(name: $name) { fields { name type { name } } } }';
  const { known, unseen } = await afterCheapOnes(world.anybody, text, { name: 'Nope' }, { name: 'Mutation' });
  const { fields } = known.body.data.__type as { fields: unknown[] };
  expect(known.body).toEqual(unseen.body);
  expect(known.body.extensions.cost.requested).toBe(1 + 2 * fields.length);
});

test('a known document in which deprecated fields are included by a variable costs the same as a new one', async () => {
  const text = 'query ($all: Boolean!) { __schema { types { fields(includeDeprecated: $all) { name } } } }';
  const { known, unseen } = await afterCheapOnes(world.anybody, text, { all: false }, { all: true });
  expect(known.body).toEqual(unseen.body);
});

test('a known document that uses a variable many times costs the length of all its uses', async () => {
  const uses = Array.from({ length: 150 }, () => '$id').join(' ');
  const text = `query ($id: ID! = "x") { images(first: 100) { nodes { viewerCan { share(accountIds: [${uses}]) { allowed } } } } }`;
  const { known, unseen } = await afterCheapOnes(owner, text, { id: 'x' }, { id: 'x'.repeat(900) });
  expect(known.body.errors?.[0]?.message).toBe(
    'This operation costs 14101 points; the limit is 10000. Request shorter pages or fewer fields.',
  );
  expect([known.status, known.body]).toEqual([unseen.status, unseen.body]);
});

test('a known document with a long default that a field uses twice costs its length', async () => {
  const text = `query ($text: String = "${'u'.repeat(600)}") { images(filter: { nameContains: $text, platform: $text }) { nodes { id } } }`;
  const { known, unseen } = await afterCheapOnes(world.anybody, text, { text: 'u' }, {});
  expect([known.body.extensions.cost.requested, unseen.body.extensions.cost.requested]).toEqual([22, 22]);
});

test('a known mutation costs by the number in its input, whether a variable is the input or in it', async () => {
  for (const [text, of] of [
    [
      'mutation ($input: LaunchInstancesInput!) { launchInstances(input: $input) { ... on LaunchInstancesPayload { instances { id } } } }',
      (count: number) => ({ input: { imageId: 'img-public', instanceType: 'S', count, dryRun: true } }),
    ],
    [
      'mutation ($count: Int!) { launchInstances(input: { imageId: "img-public", instanceType: "S", count: $count, dryRun: true }) { ... on LaunchInstancesPayload { instances { id } } } }',
      (count: number) => ({ count }),
    ],
  ] as const) {
    const { known, unseen } = await afterCheapOnes(owner, text, of(1), of(100));
    const costs = [known, unseen].map(({ body }) => body.extensions.cost.requested);
    expect(costs).toEqual([111, 111]);
  }
});

/** Literals for the fields of inputs, by their types. */
function literalFor(name: string, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalFor(name, type.ofType);
  if (isListType(type)) return `[${literalFor(name, type.ofType)}]`;
  if (isInputObjectType(type)) return '{}';
  const named = getNamedType(type);
  if ('getValues' in named) return named.getValues()[0]!.name;
  if (name === 'url') return '"https://example.com/disk"';
  return { Int: '1', Boolean: 'true', Decimal: '"1"', DateTime: '"2030-01-01T00:00:00Z"' }[named.name] ?? '"x"';
}

const INPUTS = Object.values(createSchema().getMutationType()!.getFields()).flatMap((mutation) => {
  const input = getNamedType(mutation.args[0]!.type);
  if (!isInputObjectType(input)) return [];
  const required = Object.values(input.getFields()).filter(({ type }) => isNonNullType(type));
  return required.map((field) => ({ mutation: mutation.name, input: input.name, field, required }));
});

test.each(INPUTS.map((each) => [`${each.mutation}(input.${each.field.name})`, each] as const))(
  'null for a variable with a default in %s is BAD_USER_INPUT, in a new and in a known document',
  async (_, { mutation, field, required }) => {
    const type = (field.type as { ofType: GraphQLInputType }).ofType;
    const given = required.map(({ name, type: of }) => `${name}: ${name === field.name ? '$v' : literalFor(name, of)}`);
    const text = `mutation ($v: ${String(type)} = ${literalFor(field.name, type)}) {
      ${mutation}(input: { dryRun: true, ${given.join(', ')} }) { __typename } }`;
    const wrong = {
      message: `\`$v\` must not be null: \`input.${field.name}\` takes ${String(field.type)}.`,
      extensions: { code: 'BAD_USER_INPUT', field: `input.${field.name}` },
    };
    const unseen = await operator.ask(`${text} # never seen`, { v: null });
    await answers(operator, text);
    for (const { body } of [unseen, ...(await answers(operator, text, { v: null }))]) {
      expect([body.data, body.errors]).toEqual([undefined, [wrong]]);
    }
  },
);

test('null from a variable within a list of non-null values is BAD_USER_INPUT', async () => {
  const text = `mutation ($n: TokenScope = READ) { createAccessToken(input: { name: "x", scopes: [$n] }) { __typename } }`;
  await answers(operator, text);
  for (const { body } of await answers(operator, text, { n: null })) {
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', field: 'input.scopes' },
    ]);
  }
});

test('null for a variable with a default is BAD_USER_INPUT in a non-null argument of a directive', async () => {
  const text = 'query ($if: Boolean = true) { regions { id name @include(if: $if) } }';
  await answers(world.anybody, text);
  for (const { body } of await answers(world.anybody, text, { if: null })) {
    expect([body.data, body.errors?.[0]?.extensions]).toEqual([undefined, { code: 'BAD_USER_INPUT', field: 'if' }]);
  }
});

async function sent(payload: {
  query: string;
  operationName?: string;
  variables?: object;
}): Promise<Pick<Answer, 'body'>> {
  const headers = { 'content-type': 'application/json' };
  const response = await world.app.inject({
    method: 'POST',
    url: '/graphql',
    headers,
    payload: JSON.stringify(payload),
  });
  return { body: response.json() };
}

test('the cache keeps apart documents and operation names whose concatenations are equal', async () => {
  const [comment, text] = ['#x\u0000\n{ __typename }', '\n{ __typename }'];
  for (const { body } of await answers(world.anybody, comment)) expect(body.data).toEqual({ __typename: 'Query' });
  for (const operationName of ['#x', '-', '1:A']) {
    const { body } = await sent({ query: text, operationName });
    expect(body.errors?.[0]?.message).toBe(`Unknown operation named "${operationName}".`);
  }
  for (const query of ['1:A{ __typename }', '-{ __typename }']) {
    await sent({ query: 'query A { __typename }', operationName: 'A' });
    const { body } = await sent({ query });
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  }
});

test('a variable is checked by its own operation only, not by another one with a variable of that name', async () => {
  const query = `query A($n: Int = 3) { images(first: $n) { nodes { id } } }
    query B($n: Boolean = true) { ...F viewer { roles } } fragment F on Query { __typename @include(if: $n) }`;
  for (let time = 0; time < TIMES; time += 1) {
    const { body } = await sent({ query, operationName: 'A', variables: { n: null } });
    expect([body.errors, body.data.images.nodes]).toEqual([undefined, [{ id: 'img-public' }]]);
    const other = await sent({ query, operationName: 'B', variables: { n: null } });
    expect(other.body.errors?.[0]?.message).toBe('`$n` must not be null: `if` takes Boolean!.');
  }
});

test('a list of 1,900 invalid values is answered with 20 errors that each name its field', async () => {
  const text = `{ images(filter: { states: [AVAILABLE, ${Array.from({ length: 1_900 }, () => 'NOPE').join(', ')}] }) { nodes { id } } }`;
  const { body } = await world.anybody.ask(text);
  expect(body.errors?.length).toBe(20);
  for (const { extensions } of body.errors!)
    expect(extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'filter.states' });
});

describe('a request with very many values', () => {
  const filter = 'query ($f: ImageFilter) { images(first: 1, filter: $f) { nodes { id } } }';

  test('is answered for 20,000 values, of which 19,998 are equal values of an enum', async () => {
    const f = { states: Array.from({ length: 19_998 }, () => 'AVAILABLE') };
    for (const { body } of await answers(world.anybody, filter, { f })) {
      expect(body.data.images.nodes).toEqual([{ id: 'img-public' }]);
    }
  });

  const values = (count: number) => ({ states: Array.from({ length: count }, () => 'AVAILABLE') });
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));
  test.each([
    ['20,001 values', values(19_999), '`variables`', '20,000 values'],
    ['33,000 values', values(33_000), '`variables`', '20,000 values'],
    ['50,000 values', values(50_000), 'The body, `variables` with it,', '20,000 values'],
    ['2,050 keys', keys(2_050), '`variables`', '2,000 keys'],
    ['3,000 keys', keys(3_000), 'The body, `variables` with it,', '2,000 keys'],
  ])('is rejected for %s', async (_, f, where, limit) => {
    for (const { body } of await answers(world.anybody, filter, { f })) {
      const message = `${where} must hold at most ${limit}.`;
      expect(body.errors).toEqual([{ message, extensions: { code: 'BAD_USER_INPUT', field: 'variables' } }]);
    }
  });

  test('is answered for an id of 10,000 characters and rejected for one of 900,000', async () => {
    const text = 'query ($id: ID!) { image(id: $id) { id } }';
    for (const { body } of await answers(world.anybody, text, { id: 'x'.repeat(10_000) })) {
      expect(body.data).toEqual({ image: null });
    }
    for (const { body } of await answers(world.anybody, text, { id: 'x'.repeat(900_000) })) {
      expect(body.errors?.[0]?.message).toContain('An id must have at most 10,000 characters; this has 900,000.');
    }
  });

  test('is answered with errors for the first three of 15 invalid variables', async () => {
    const each = Array.from({ length: 15 }, (_, at) => at);
    const text = `query (${each.map((at) => `$v${at}: Int`).join(', ')}) {
      ${each.map((at) => `a${at}: images(first: $v${at}) { totalCount }`).join(' ')} }`;
    const variables = Object.fromEntries(each.map((at) => [`v${at}`, 'x']));
    const all = await answers(world.anybody, text, variables);
    expect(all.map(({ body }) => body.errors?.length)).toEqual(all.map(() => 3));
  });
});

describe('a known document with a long text', () => {
  const LONG = '\\n'.repeat(9_000);
  const query = (at: number) =>
    `query A($n: Int!) { images(first: $n, filter: { nameContains: "x${at}" }) { nodes { id } } } query B { image(id: "${LONG}${at}") { id } }`;
  const parses = async (body: () => Promise<unknown>) => {
    const parsing = jest.spyOn(Lexer.prototype, 'advance');
    await body();
    const { length } = parsing.mock.calls;
    parsing.mockRestore();
    return length;
  };
  const send = (at: number, n: unknown, operationName: string) =>
    world.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: query(at), variables: { n }, operationName },
    });

  test('is not parsed again to name the field of a wrong variable', async () => {
    for (const at of [1, 2]) await send(at, 1, 'A');
    const again = await parses(async () => {
      for (const at of [1, 2, 1, 2]) {
        const { errors } = (await send(at, 'x', 'A')).json<{ errors: { extensions: object }[] }>();
        expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'first' });
      }
    });
    expect(again).toBe(0);
  });
});
