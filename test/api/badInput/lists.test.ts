import { createFixture, type Fixture } from '../../support/calls';
import { World, type Answer } from '../../support/world';

/** Tests bad arguments of queries: pages, cursors, filters, ids. */

let world: World;
let stage: Fixture;
beforeAll(async () => {
  world = await World.open();
  stage = await createFixture(world);
  for (const description of ['1', '2', '3']) {
    await stage.owner.do('updateImage', { imageId: stage.image.id, description });
  }
});
afterAll(() => world.close());

const ask = (query: string, variables?: object) => stage.owner.ask(query, variables);
const faults = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions);
const bad = (field: unknown) => [{ code: 'BAD_USER_INPUT', field }];

const PAGE = 'edges { cursor } pageInfo { startCursor endCursor }';
/** The query of each list, with its page arguments as variables or as literals. */
const LISTS: Record<string, (args: string) => string> = {
  images: (args) => `{ images${args} { ${PAGE} } }`,
  instances: (args) => `{ instances${args} { ${PAGE} } }`,
  operations: (args) => `{ viewer { operations${args} { ${PAGE} } } }`,
};
const BY_VARIABLES = '(first: $first, after: $after, last: $last, before: $before)';
const HEAD = 'query ($first: Int, $after: String, $last: Int, $before: String) ';

interface Connection {
  edges: { cursor: string }[];
}
async function pageOf(name: string, variables: object): Promise<Connection> {
  const data = await stage.owner.data(HEAD + LISTS[name]!(BY_VARIABLES), variables);
  return name === 'operations' ? data.viewer.operations : data[name];
}

describe.each(Object.keys(LISTS))('a page of %s', (name) => {
  const asked = (variables: object) => ask(HEAD + LISTS[name]!(BY_VARIABLES), variables);

  test.each(['first', 'last'])('rejects `%s` outside of 1 to 100', async (at) => {
    for (const size of [0, -1, 101, 1_000_000, 2 ** 31 - 1, -(2 ** 31)]) {
      expect(faults(await asked({ [at]: size }))).toEqual(bad(at));
      expect(faults(await ask(LISTS[name]!(`(${at}: ${size})`)))).toEqual(bad(at));
    }
    for (const size of [1, 100]) expect((await pageOf(name, { [at]: size })).edges.length).toBeGreaterThan(0);
  });

  test.each(['first', 'last'])('rejects `%s` that is not a whole number', async (at) => {
    for (const size of [1.5, '"1"', 'true', 2 ** 31, 'MANY', '[1, 2]']) {
      expect([size, faults(await ask(LISTS[name]!(`(${at}: ${size})`)))]).toEqual([size, bad(at)]);
    }
    for (const size of [1.5, '1', true, 2 ** 31, {}]) {
      expect([size, faults(await asked({ [at]: size }))]).toEqual([size, bad(at)]);
    }
  });

  test('rejects `first` together with `last`', async () => {
    expect(faults(await asked({ first: 1, last: 1 }))).toEqual(bad(expect.stringMatching(/^(first|last)$/)));
  });

  describe.each(['after', 'before'])('with `%s`', (at) => {
    test('accepts cursors of the list', async () => {
      const [edge] = (await pageOf(name, { first: 1 })).edges;
      await expect(pageOf(name, { [at]: edge!.cursor })).resolves.toHaveProperty('edges');
    });

    test('rejects altered cursors and any other value', async () => {
      const [{ cursor }] = (await pageOf(name, { first: 1 })).edges as [{ cursor: string }];
      const text = Buffer.from(cursor, 'base64url').toString();
      const encoded = (other: string) => Buffer.from(other).toString('base64url');
      const wrong = ['', ' ', 'x', '0', 'null', 'a b', '😀', '\u0000', '\ud800', stage.image.id, 'x'.repeat(100_000)];
      const altered = [
        `${cursor}=`,
        `${cursor} `,
        ` ${cursor}`,
        `${cursor}${cursor}`,
        cursor.slice(0, -1),
        cursor.slice(1),
        text,
        encoded(`${text}\n`),
        encoded(text.replace(/\.\d+\./, '.x.')),
        encoded(text.replace(/\.\d+\./, '.-1.')),
        encoded(text.replace(/\.\d+\./, '.1e3.')),
        encoded(text.replace(/\.\d+\./, '.9999999999999999999999.')),
        encoded(text.replace(/[^.]+$/, "' OR 1=1 --")),
        encoded(text.replace(/^./, (first) => (first === '0' ? '1' : '0'))),
        encoded('{}'),
      ];
      for (const value of [...wrong, ...altered]) {
        expect([value, faults(await asked({ [at]: value }))]).toEqual([value, bad(at)]);
      }
      expect(faults(await ask(LISTS[name]!(`(${at}: "")`)))).toEqual(bad(at));
      for (const value of [5, true, {}]) expect(faults(await asked({ [at]: value }))).toEqual(bad(at));
    });

    test.each(Object.keys(LISTS).filter((other) => other !== name))('rejects a cursor of %s', async (other) => {
      const [edge] = (await pageOf(other, { first: 1 })).edges;
      expect(faults(await asked({ [at]: edge!.cursor }))).toEqual(bad(at));
    });
  });
});

test('a cursor of images is rejected under another filter', async () => {
  const query = `query ($filter: ImageFilter, $after: String) { images(filter: $filter, after: $after) { edges { cursor } } }`;
  const filters: object[] = [
    {},
    { regionId: 'ap-guangzhou' },
    { types: ['CUSTOM'] },
    { types: ['CUSTOM', 'PUBLIC'] },
    { states: ['AVAILABLE'] },
    { osFamily: 'LINUX' },
    { platform: 'Ubuntu' },
    { architecture: 'X86_64' },
    { ownerId: stage.owner.id },
    { nameContains: 'own' },
    { nameContains: 'o' },
    { platform: 'Ubuntu', nameContains: 'o' },
  ];
  for (const of of filters) {
    const { images } = await stage.owner.data(query, { filter: of });
    const after = images.edges[0].cursor;
    for (const filter of filters) {
      const answer = await ask(query, { filter, after });
      expect([of, filter, faults(answer)]).toEqual([of, filter, of === filter ? undefined : bad('after')]);
    }
  }
});

test('a cursor of images is accepted under the same filter written differently', async () => {
  const query = `query ($filter: ImageFilter, $after: String) { images(filter: $filter, after: $after) { edges { cursor } } }`;
  const [plain, others] = [
    { types: ['CUSTOM', 'PUBLIC'], platform: 'Ubuntu' },
    [
      { platform: ' Ubuntu', types: ['PUBLIC', 'CUSTOM'] },
      { types: ['CUSTOM', 'PUBLIC'], platform: 'Ubuntu', states: null, regionId: null },
    ],
  ];
  const { images } = await stage.owner.data(query, { filter: plain });
  for (const filter of others) {
    expect([filter, faults(await ask(query, { filter, after: images.edges[0].cursor }))]).toEqual([filter, undefined]);
  }
});

test('a cursor of instances is rejected under another filter', async () => {
  const query = `query ($filter: InstanceFilter, $after: String) { instances(filter: $filter, after: $after) { edges { cursor } } }`;
  const filters: object[] = [{}, { regionId: 'ap-guangzhou' }, { imageId: 'img-public' }, { states: ['RUNNING'] }];
  for (const of of filters) {
    const { instances } = await stage.owner.data(query, { filter: of });
    for (const filter of filters) {
      const answer = await ask(query, { filter, after: instances.edges[0].cursor });
      expect([of, filter, faults(answer)]).toEqual([of, filter, of === filter ? undefined : bad('after')]);
    }
  }
});

describe('a filter', () => {
  const byVariable = (list: string, type: string, filter: object) =>
    ask(`query ($f: ${type}) { ${list}(filter: $f) { totalCount } }`, { f: filter });

  test.each<[string, unknown]>([
    ['nameContains', 'a'.repeat(61)],
    ['nameContains', '😀'.repeat(61)],
    ['nameContains', 'a\u0000'],
    ['nameContains', 'a\u200bb'],
    ['nameContains', '\ud800'],
    ['nameContains', 5],
    ['platform', 'a'.repeat(61)],
    ['platform', 'a\u202eb'],
    ['platform', ['x', 'y']],
    ['regionId', 5],
    ['ownerId', 5],
    ['osFamily', 'BEOS'],
    ['osFamily', 'linux'],
    ['architecture', 'Z80'],
    ['types', ['CUSTOM', 'NONE']],
    ['states', ['AVAILABLE', null]],
    ['noSuchField', 1],
  ])('of images rejects the %s %j', async (at, value) => {
    const answer = await byVariable('images', 'ImageFilter', { [at]: value });
    const index = Array.isArray(value) && at !== 'platform' ? '[1]' : '';
    expect(faults(answer)).toEqual(bad(`filter.${at}${index}`));
  });

  test('of images accepts 60 code points in nameContains', async () => {
    for (const letter of ['a', '😀', 'e\u0301']) {
      const answer = await byVariable('images', 'ImageFilter', { nameContains: letter.repeat(60) });
      expect(answer.body.data).toEqual({ images: { totalCount: 0 } });
    }
  });

  test.each<[string, unknown]>([
    ['regionId', 5],
    ['imageId', 5],
    ['states', ['RUNNING', 'AVAILABLE']],
  ])('of instances rejects the %s %j', async (at, value) => {
    const answer = await byVariable('instances', 'InstanceFilter', { [at]: value });
    expect(faults(answer)).toEqual(bad(`filter.${at}${Array.isArray(value) ? '[1]' : ''}`));
  });

  test.each([
    ['images(filter: { regionId: 5 })', 'filter.regionId'],
    ['images(filter: { osFamily: BEOS })', 'filter.osFamily'],
    ['images(filter: { osFamily: "LINUX" })', 'filter.osFamily'],
    ['images(filter: { nameContains: 5 })', 'filter.nameContains'],
    ['instances(filter: { imageId: 5 })', 'filter.imageId'],
  ])('in the document is rejected: %s', async (call, field) => {
    expect(faults(await ask(`{ ${call} { totalCount } }`))).toEqual(bad(field));
  });
});

describe('an id', () => {
  test.each([
    ['image(id: $x) { id }', 'id'],
    ['instance(id: $x) { id }', 'id'],
    ['node(id: $x) { id }', 'id'],
    ['region(id: $x) { id }', 'id'],
    ['viewer { quota(regionId: $x) { region { id } } }', 'regionId'],
  ])(
    'of %s is rejected where it is a number, a boolean, null or missing, as a variable and as a literal',
    async (call, field) => {
      for (const id of [5, 0, 1.5, true]) {
        expect([id, faults(await ask(`query ($x: ID!) { ${call} }`, { x: id }))]).toEqual([id, bad(field)]);
        expect([id, faults(await ask(`{ ${call.replace('$x', String(id))} }`))]).toEqual([id, bad(field)]);
      }
      expect(faults(await ask(`query ($x: ID!) { ${call} }`, { x: null }))).toEqual(bad(field));
      expect(faults(await ask(`query ($x: ID!) { ${call} }`))).toEqual(bad(field));
    },
  );

  test.each(['nowhere', '', 'AP-SEOUL', "' OR 1=1 --", '\u0000'])(
    'of an unknown region, %j, is rejected for a quota',
    async (regionId) => {
      const answer = await ask('query ($x: ID!) { viewer { quota(regionId: $x) { images { used } } } }', {
        x: regionId,
      });
      expect(faults(answer)).toEqual(bad('regionId'));
    },
  );
});

test.each<[object, string]>([
  [{ imageId: 5 }, 'input.imageId'],
  [{ instanceType: 'XXL' }, 'input.instanceType'],
  [{ count: 0 }, 'input.count'],
  [{ count: 101 }, 'input.count'],
  [{ count: 1.5 }, 'input.count'],
])('launchQuote rejects the input %j', async (changes, field) => {
  const input = { imageId: stage.image.id, instanceType: 'S', ...changes };
  const answer = await ask('query ($input: LaunchQuoteInput!) { launchQuote(input: $input) { __typename } }', {
    input,
  });
  expect(faults(answer)).toEqual(bad(field));
});
