import type { Image } from '../../src/entities/image';
import { done } from '../support/denials';
import { World, type ApiCaller } from '../support/world';

/** Tests the impact of an image: the numbers that its owner reads before deleting or unsharing it. */

let world: World;
let owner: ApiCaller;
let recipient: ApiCaller;
let other: ApiCaller;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
  recipient = await world.account();
  other = await world.account();
  image = await world.image(owner);
});
afterEach(() => world.close());

const IMPACT = 'impact { shares copies runningInstances byAccount { account { id } runningInstances sharedAt } }';
const since = '2026-03-04T12:00:00.000Z';
const read = async (caller: ApiCaller) =>
  (await caller.data(`query ($id: ID!) { image(id: $id) { ${IMPACT} } }`, { id: image.id })).image.impact;
const shareCall = (...callers: ApiCaller[]) => ({ imageId: image.id, accountIds: callers.map(({ id }) => id) });

test('the impact of an unused image is empty', async () => {
  expect(await read(owner)).toEqual({ shares: 0, copies: 0, runningInstances: 0, byAccount: [] });
});

test('the impact counts shares, direct copies and running instances, and lists each account once', async () => {
  const former = await world.account();
  await done(owner, 'shareImage', shareCall(recipient, other, former));
  await world.instance(former, { imageId: image.id });
  await done(owner, 'unshareImage', shareCall(former));
  for (let n = 0; n < 3; n += 1) await world.instance(recipient, { imageId: image.id });
  await world.instance(owner, { imageId: image.id });
  // None of these counts: stopped, terminated, launched from another image.
  await world.instance(recipient, { imageId: image.id, state: 'STOPPED' });
  await world.instance(recipient, { imageId: image.id, state: 'TERMINATED' });
  await world.instance(recipient);
  const copies = await done(owner, 'copyImage', { imageId: image.id, regionIds: ['ap-beijing', 'ap-shanghai'] });
  const [first, second] = copies.images as { id: string }[];
  await done(owner, 'copyImage', { imageId: first!.id, regionIds: ['ap-hongkong'] });

  const accounts = [
    { account: { id: recipient.id }, runningInstances: 3, sharedAt: since },
    { account: { id: other.id }, runningInstances: 0, sharedAt: since },
    { account: { id: former.id }, runningInstances: 1, sharedAt: null },
    { account: { id: owner.id }, runningInstances: 1, sharedAt: null },
  ];
  const impact = await read(owner);
  expect(impact).toEqual({
    shares: 2,
    copies: 2,
    runningInstances: 5,
    byAccount: accounts.sort((a, b) => (a.account.id < b.account.id ? -1 : 1)),
  });
  await done(owner, 'deleteImage', { imageId: second!.id });
  expect(await read(owner)).toEqual({ ...impact, copies: 1 });
  expect(await read(recipient)).toBeNull();
});
