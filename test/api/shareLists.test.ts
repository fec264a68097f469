import type { Image } from '../../src/entities/image';
import { World, type ApiCaller } from '../support/world';

/** Tests the plain lists of an image that may be long: its shares, and the accounts in its impact. */

let world: World;
let owner: ApiCaller;
let image: Image;
let ids: string[];
beforeAll(async () => {
  world = await World.open();
  owner = await world.busyAccount({ sharesPerImage: 60 });
  image = await world.image(owner);
  const recipients = await world.recipients(55);
  await world.share(image, recipients);
  ids = recipients.map(({ id }) => id).sort();
});
afterAll(() => world.close());

const sharesOf = async (args: string) => {
  const { image: found } = await owner.data(`{ image(id: "${image.id}") { shares${args} { id account { id } } } }`);
  return found.shares as { id: string; account: { id: string } }[];
};
const accountsOf = async (args: string) => {
  const { image: found } = await owner.data(
    `{ image(id: "${image.id}") { impact { shares byAccount${args} { account { id } } } } }`,
  );
  return found.impact.byAccount.map(({ account }: { account: { id: string } }) => account.id) as string[];
};

test('shares are complete up to the share limit, and paged by first and offset', async () => {
  const all = await sharesOf('');
  expect(all.map(({ account }) => account.id).sort()).toEqual(ids);
  expect([...(await sharesOf('(first: 30)')), ...(await sharesOf('(first: 30, offset: 30)'))]).toEqual(all);
  expect(await sharesOf('(first: 1, offset: 55)')).toEqual([]);
});

test('shares beyond a lowered limit are complete, with a cost by their number', async () => {
  await world.store.write(({ manager }) =>
    manager.query(`UPDATE account SET shares_per_image = 10 WHERE id = '${owner.id}'`),
  );
  expect(await sharesOf('(first: 1000)')).toHaveLength(55);
  for (let time = 0; time < 3; time += 1) {
    const { body } = await owner.ask(`{ image(id: "${image.id}") { shares { id account { id } } } }`);
    expect([body.data.image.shares.length, body.extensions.cost.requested]).toEqual([55, 111]);
  }
});

test('shares under a raised limit cost its number, whether the document is known or not', async () => {
  await world.store.write(({ manager }) =>
    manager.query(`UPDATE account SET shares_per_image = 200 WHERE id = '${owner.id}'`),
  );
  for (let time = 0; time < 3; time += 1) {
    const { body } = await owner.ask(`{ image(id: "${image.id}") { shares { id } } }`);
    expect(body.extensions.cost.requested).toBe(201);
  }
});

test('impact.byAccount is in the order of the account ids, complete or by pages', async () => {
  expect(await accountsOf('')).toEqual(ids);
  expect(await accountsOf('(first: 10, offset: 50)')).toEqual(ids.slice(50));
});

test.each([
  ['shares(first: 0)', 'first', '`first` must be between 1 and 1,000; got 0.'],
  ['shares(first: 1001)', 'first', '`first` must be between 1 and 1,000; got 1001.'],
  ['shares(offset: -1)', 'offset', '`offset` must be at least 0; got -1.'],
  ['impact { byAccount(first: 0) { runningInstances } }', 'first', '`first` must be between 1 and 1,000; got 0.'],
])('%s is BAD_USER_INPUT', async (field, name, message) => {
  const selection = field.startsWith('shares') ? `${field} { id }` : field;
  const { body } = await owner.ask(`{ image(id: "${image.id}") { ${selection} } }`);
  expect(body.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT', field: name } }]);
});
