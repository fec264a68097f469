import { World } from '../support/world';

/** Tests that a page takes a fixed number of SQL statements, whatever is on it. */

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

/** Returns the number of statements of a request, those of its credential included. */
async function statements(query: string, images: number): Promise<number> {
  const small = await World.open();
  try {
    const [owner, other] = [await small.busyAccount(), await small.busyAccount()];
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
])('%s takes the same number of statements for 25 images and for 3', async (_, query) => {
  const few = await statements(query, 1);
  const many = await statements(query, 12);
  expect(many).toBe(few);
});

test('the page of the console takes seven statements', async () => {
  // Token, viewer; the list, whose rows are the facts of the rules; owners, regions; the use of the day per region, and
  // the day.
  expect(await statements(PAGE, 20)).toBe(7);
});
