import { NOON, World, type ApiCaller } from '../support/world';

/** Tests lists page by page: everything once, newest first, from either end. */

let world: World;
let viewer: ApiCaller;
let other: ApiCaller;
/** Ids of the images that the viewer sees, newest first. */
let expected: string[];
beforeAll(async () => {
  world = await World.open();
  viewer = await world.busyAccount();
  other = await world.busyAccount();
  // All kinds that a viewer sees are mixed, and most were made in the same millisecond as others.
  for (let at = 0; at < 5; at += 1) {
    const createdAt = NOON - 10_000 - Math.floor(at / 2);
    await world.images(viewer, 3, { createdAt });
    await world.publicImage('ap-seoul', { createdAt });
    await world.image(other, { createdAt, name: 'hidden' });
    await world.share(await world.image(other, { createdAt }), [viewer]);
    await world.image(other, { createdAt, kind: 'MARKETPLACE', origin: 'MARKETPLACE', reviewState: 'APPROVED' });
    await world.image(other, { createdAt, kind: 'MARKETPLACE', origin: 'MARKETPLACE', reviewState: 'PENDING' });
    await world.image(viewer, { createdAt, deletedAt: NOON - 1 });
  }
  const rows = await world.store.rows<{ id: string }>(
    `SELECT id FROM image i WHERE gone_at IS NULL AND (review_state IN ('OFFICIAL', 'APPROVED')
       OR kind = 'CUSTOM' AND (owner_id = ? OR EXISTS (SELECT 1 FROM share s WHERE s.image_id = i.id AND s.account_id = ?)))
     ORDER BY created_at DESC, id DESC`,
    [viewer.id, viewer.id],
  );
  expected = rows.map(({ id }) => id);
});
afterAll(() => world.close());

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
}
const QUERY = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ImageFilter) {
  images(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    edges { cursor node { id } } nodes { id } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const page = async (variables: object, caller = viewer): Promise<Page> => (await caller.data(QUERY, variables)).images;
const idsOf = ({ nodes }: Page) => nodes.map(({ id }) => id);

function expectSound({ edges, nodes, pageInfo }: Page): void {
  expect(edges.map(({ node }) => node)).toEqual(nodes);
  expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
  expect(pageInfo.endCursor).toBe(edges[edges.length - 1]?.cursor ?? null);
  expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(edges.length);
}

test('the viewer of the paging tests sees 31 images', () => {
  expect(expected).toHaveLength(5 * 6 + 1);
});

describe.each([1, 2, 3, 7, 30, 31, 32, 100])('pages of %d', (size) => {
  test('list everything once forwards, newest first', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const at = await page({ first: size, after });
      expectSound(at);
      expect(at.totalCount).toBe(expected.length);
      expect(at.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...idsOf(at));
      more = at.pageInfo.hasNextPage;
      expect(at.nodes).toHaveLength(more ? size : Math.min(size, expected.length - (seen.length - at.nodes.length)));
      after = at.pageInfo.endCursor;
    }
    expect(seen).toEqual(expected);
  });

  test('list everything once backwards, from the oldest', async () => {
    const seen: string[] = [];
    let before: string | null = null;
    for (let more = true; more;) {
      const at = await page({ last: size, before });
      expectSound(at);
      expect(at.pageInfo.hasNextPage).toBe(before !== null);
      // A page is newest first also when it is requested from the end.
      seen.unshift(...idsOf(at));
      more = at.pageInfo.hasPreviousPage;
      before = at.pageInfo.startCursor;
    }
    expect(seen).toEqual(expected);
  });
});

test('a page without a size has 20 entries', async () => {
  expect(idsOf(await page({}))).toEqual(expected.slice(0, 20));
  const [, , third] = (await page({})).edges;
  expect(idsOf(await page({ after: third!.cursor }))).toEqual(expected.slice(3, 23));
});

test('a page between two cursors is read from either end', async () => {
  const { edges } = await page({ first: 100 });
  const [after, before] = [edges[4]!.cursor, edges[10]!.cursor];
  expect(idsOf(await page({ first: 100, after, before }))).toEqual(expected.slice(5, 10));
  expect(idsOf(await page({ first: 2, after, before }))).toEqual(expected.slice(5, 7));
  expect(idsOf(await page({ last: 2, after, before }))).toEqual(expected.slice(8, 10));
  const empty = await page({ first: 5, after: before, before: after });
  expect(empty.nodes).toEqual([]);
  expectSound(empty);
});

test('a cursor keeps its position when its image is deleted and newer ones are made', async () => {
  const caller = await world.busyAccount();
  const rows = await world.images(caller, 6);
  const filter = { types: ['CUSTOM'] };
  const newestFirst = rows.map(({ id }) => id).reverse();
  const first = await page({ first: 3, filter }, caller);
  expect(idsOf(first)).toEqual(newestFirst.slice(0, 3));
  await caller.do('deleteImage', { imageId: newestFirst[2]! });
  await world.image(caller, { createdAt: NOON });
  expect(idsOf(await page({ first: 3, after: first.pageInfo.endCursor, filter }, caller))).toEqual(
    newestFirst.slice(3),
  );
});

test('totalCount counts the images that the viewer sees', async () => {
  const total = async (caller: ApiCaller) => (await caller.data('{ images { totalCount } }')).images.totalCount;
  const published = 5 + 5 + 1;
  expect(await total(world.anybody)).toBe(published);
  expect(await total(await world.account())).toBe(published);
  expect(await total(await world.account({ rootId: viewer.id }))).toBe(expected.length);
  // It also sees its own hidden, shared and submitted images.
  expect(await total(other)).toBe(published + 5 + 5 + 5);
  // Operators see submissions in review and no custom images of other accounts.
  expect(await total(await world.account({ roles: ['OPERATOR'] }))).toBe(published + 5);
});

test('an empty list is a page without entries and cursors', async () => {
  const empty = await page({ filter: { types: [] } });
  expect(empty).toEqual({
    edges: [],
    nodes: [],
    totalCount: 0,
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test('instances and operations are paged forwards and backwards as images are', async () => {
  const caller = await world.busyAccount();
  const image = await world.image(caller);
  for (let at = 0; at < 7; at += 1) {
    await world.instance(caller);
    await caller.do('updateImage', { imageId: image.id, description: `${at}` });
  }
  const lists: [string, (connection: string) => string, (data: never) => Page][] = [
    ['instances', (connection) => `{ ${connection} }`, (data: { instances: Page }) => data.instances],
    ['operations', (connection) => `{ viewer { ${connection} } }`, (data: { viewer: { operations: Page } }) => data.viewer.operations], // prettier-ignore
  ];
  for (const [name, query, read] of lists) {
    const ask = async (args: string): Promise<Page> =>
      read(
        (await caller.data(
          query(
            `${name}(${args}) { edges { cursor node { id } } nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
          ),
        )) as never,
      );
    const all = idsOf(await ask('first: 100'));
    expect(all).toHaveLength(7);
    const forwards: string[] = [];
    for (let args = 'first: 3'; ;) {
      const at = await ask(args);
      expectSound(at);
      expect(at.totalCount).toBe(7);
      forwards.push(...idsOf(at));
      if (!at.pageInfo.hasNextPage) break;
      args = `first: 3, after: "${at.pageInfo.endCursor}"`;
    }
    const backwards: string[] = [];
    for (let args = 'last: 3'; ;) {
      const at = await ask(args);
      expectSound(at);
      backwards.unshift(...idsOf(at));
      if (!at.pageInfo.hasPreviousPage) break;
      args = `last: 3, before: "${at.pageInfo.startCursor}"`;
    }
    expect([name, forwards, backwards]).toEqual([name, all, all]);
  }
});
