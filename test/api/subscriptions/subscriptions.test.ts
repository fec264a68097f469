import {
  IMAGE_CHANGED,
  subscribeTo,
  SHARE_RECEIVED,
  short,
  endSubscriptions,
  type OpenSubscription,
} from '../../support/openSubscriptions';
import { EACH_CALL, callOf, createFixture } from '../../support/calls';
import { listen } from '../../support/wire';
import { World, type ApiCaller } from '../../support/world';

/** Tests which viewers get which events. */

const REGION = 'ap-guangzhou';
let world: World;
let port: number;
let operator: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
});
afterEach(async () => {
  endSubscriptions();
  await world.close();
});

const imageStream = (caller: ApiCaller, regionId = REGION) => subscribeTo(port, caller, IMAGE_CHANGED, { regionId });

/** Makes an event for everyone: a stream that has it first got no event before. */
async function publishForAll(): Promise<readonly unknown[]> {
  const input = { regionIds: [REGION], name: 'bell', osFamily: 'LINUX', platform: 'Ubuntu', architecture: 'X86_64' };
  const { images } = await operator.do('publishImage', { ...input, sizeGb: 1 });
  return ['CREATED', images[0].id, null, 'bell'];
}
const eventsOf = async (listener: OpenSubscription, count: number) => (await listener.events(count)).map(short);

test('an owner and its sub-accounts get every event of its images, strangers and operators none', async () => {
  const owner = await world.busyAccount({ name: 'owner' });
  const sub = await world.account({ rootId: owner.id });
  const [friend, stranger] = [await world.account({ name: 'friend' }), await world.account()];
  const family = [await imageStream(owner), await imageStream(sub)];
  const strangers = [await imageStream(stranger), await imageStream(operator), await imageStream(world.anybody)];

  const instance = await world.instance(owner);
  const { image } = await owner.do('createImage', { instanceId: instance.id, name: 'one' });
  await sub.do('updateImage', { imageId: image.id, name: 'two' });
  await owner.do('shareImage', { imageId: image.id, accountIds: [friend.id] });
  await owner.do('unshareImage', { imageId: image.id, accountIds: [friend.id] });
  await owner.do('deleteImage', { imageId: image.id });
  const publicEvent = await publishForAll();

  for (const listener of family) {
    expect((await eventsOf(listener, 6)).map(([change, id, account]) => [change, id, account])).toEqual([
      ['CREATED', image.id, null],
      ['UPDATED', image.id, null],
      ['SHARED', image.id, friend.id],
      ['UNSHARED', image.id, friend.id],
      ['DELETED', image.id, null],
      publicEvent.slice(0, 3),
    ]);
  }
  for (const listener of strangers) expect(await eventsOf(listener, 1)).toEqual([publicEvent]);
});

test('an event has its sequence, time, change and cost, and the image as its viewer sees it', async () => {
  const owner = await world.account();
  const image = await world.image(owner);
  const listener = await imageStream(owner);
  await owner.do('updateImage', { imageId: image.id, name: 'renamed' });
  const [event] = await listener.events(1);
  expect(event).toEqual({
    sequence: expect.stringMatching(/^[0-9a-z]{16}$/),
    at: new Date(world.clock.now).toISOString(),
    change: 'UPDATED',
    imageId: image.id,
    accountId: null,
    image: { name: 'renamed' },
  });
  expect(listener.results[0].extensions.cost).toMatchObject({ requested: 2, limit: 10_000 });
});

test('a recipient gets the events of its share and of changes during it, and none before or after', async () => {
  const owner = await world.busyAccount({ name: 'owner' });
  const [friend, other] = [await world.account({ name: 'friend' }), await world.account({ name: 'other' })];
  const [image, left] = await world.images(owner, 2);
  const listener = await imageStream(friend);
  const rename = (name: string) => owner.do('updateImage', { imageId: image!.id, name });
  await rename('before');
  world.clock.now += 1;
  await owner.do('shareImage', { imageId: image!.id, accountIds: [other.id, friend.id] });
  await listener.until(1);
  await rename('while');
  // A recipient gets no events of other recipients' shares.
  await owner.do('unshareImage', { imageId: image!.id, accountIds: [other.id] });
  await listener.until(2);
  await owner.do('unshareImage', { imageId: image!.id, accountIds: [friend.id] });
  await rename('after');
  await owner.do('shareImage', { imageId: left!.id, accountIds: [friend.id] });
  await listener.until(4);
  await friend.do('leaveImage', { imageId: left!.id });
  const publicEvent = await publishForAll();
  expect((await eventsOf(listener, 6)).map(([change, id, account]) => [change, id, account])).toEqual([
    ['SHARED', image!.id, friend.id],
    ['UPDATED', image!.id, null],
    ['UNSHARED', image!.id, friend.id],
    ['SHARED', left!.id, friend.id],
    ['UNSHARED', left!.id, friend.id],
    publicEvent.slice(0, 3),
  ]);
  // The image of a lost share is null.
  expect((await listener.events(6)).map(({ image: seen }) => seen?.name ?? null)).toEqual([
    'before',
    'while',
    null,
    'image 1',
    null,
    'bell',
  ]);
});

test('shareReceived delivers shares in any region to the recipient and its sub-accounts', async () => {
  const owner = await world.account({ name: 'owner' });
  const friend = await world.account({ name: 'friend' });
  const sub = await world.account({ rootId: friend.id });
  const [image, elsewhere] = [
    await world.image(owner, { name: 'one' }),
    await world.image(owner, { name: 'two', regionId: 'ap-tokyo' }),
  ];
  const listeners = [await subscribeTo(port, friend, SHARE_RECEIVED), await subscribeTo(port, sub, SHARE_RECEIVED)];
  const unrelated = await world.account();
  const stranger = await subscribeTo(port, unrelated, SHARE_RECEIVED);
  for (const { id } of [image, elsewhere]) await owner.do('shareImage', { imageId: id, accountIds: [friend.id] });
  // A later event proves that none came before.
  await owner.do('shareImage', { imageId: image.id, accountIds: [unrelated.id] });
  for (const listener of listeners) {
    expect(await listener.events(2)).toEqual([
      expect.objectContaining({
        imageId: image.id,
        region: { id: REGION },
        image: { name: 'one', type: 'SHARED', owner: { name: 'owner' } },
        share: { account: { name: 'friend' } },
      }),
      expect.objectContaining({ imageId: elsewhere.id, region: { id: 'ap-tokyo' } }),
    ]);
  }
  expect(await stranger.events(1)).toMatchObject([{ imageId: image.id, share: { account: { name: 'an account' } } }]);
});

test('imageChanged delivers events of its region alone, and a copy’s in the region of the copy', async () => {
  const owner = await world.account();
  const image = await world.image(owner, { name: 'source' });
  const [here, there] = [await imageStream(owner), await imageStream(owner, 'ap-beijing')];
  const { images } = await owner.do('copyImage', { imageId: image.id, regionIds: ['ap-beijing'] });
  const publicEvent = await publishForAll();
  expect(await eventsOf(there, 1)).toEqual([['CREATED', images[0].id, null, 'source']]);
  expect(await eventsOf(here, 1)).toEqual([publicEvent]);
});

test.each(EACH_CALL)('%s makes no event as a denial, a dry run or a replay', async (name, { refused }) => {
  const stage = await createFixture(world);
  const count = async () => (await world.store.rows('SELECT 1 FROM event')).length;
  const { by, input } = callOf(stage, name, { idempotencyKey: 'k' });
  await by.do(name, { ...input, dryRun: true });
  if (refused !== null) await by.do(name, callOf(stage, name, refused(stage)).input);
  expect(await count()).toBe(0);
  await by.do(name, input);
  const once = await count();
  await by.do(name, input);
  expect(await count()).toBe(once);
});
