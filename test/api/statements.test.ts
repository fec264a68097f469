import { World } from '../support/world';

/** How many SQL statements a page takes: a fixed number, whatever is on it. */

let world: World;
beforeEach(async () => (world = await World.open()));
afterEach(() => world.close());

const PAGE = `{ images(first: 50) { nodes {
  name owner { name } region { name } type sharedAt viewerCan { share { allowed denied { rule } } }
} } }`;

const EVERYTHING = `{ images(first: 25) { nodes {
  name owner { name } region { name } baseImage { name } copiedFrom { name } hourlyFee { amount } shareCount
  shares { account { name } image { name } }
  viewerCan {
    launch { allowed } restore { allowed } update { allowed } copy { allowed } leave { allowed } delete { allowed }
    toShanghai: copy(regionIds: ["ap-shanghai"]) { allowed }
    share { allowed } unshare { allowed } one: share(accountIds: ["acc-platform"]) { allowed }
  }
} } }`;

/** The statements of a request, those of its credential included. */
async function statements(query: string, images: number): Promise<number> {
  const small = await World.open();
  try {
    const [owner, other] = [await small.busy(), await small.busy()];
    const own = await small.images(owner, images);
    const theirs = await small.images(other, images);
    for (const image of theirs) await small.share(image, [owner]);
    for (const image of own) await small.share(image, [other]);
    const rows = jest.spyOn(small.store, 'rows');
    const { images: page } = await owner.data(query);
    expect(page.nodes).toHaveLength(2 * images + 1);
    return rows.mock.calls.length;
  } finally {
    await small.close();
  }
}

test.each([
  ['the page of the console', PAGE],
  ['a page with every edge', EVERYTHING],
])('%s takes as many statements for 25 images as for 3', async (_, query) => {
  const few = await statements(query, 1);
  const many = await statements(query, 12);
  expect(many).toBe(few);
});

test('the page of the console takes these statements and no other', async () => {
  // Token, viewer; the list, out of whose rows the rules are asked; owners, regions; the day’s use per region and the day it is.
  expect(await statements(PAGE, 20)).toBe(7);
});
