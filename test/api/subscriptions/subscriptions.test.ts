import { IMAGE_CHANGED, listenTo, SHARE_RECEIVED, short, stopListening, type Ear } from '../../support/ears';
import { EACH_CALL, callOf, stageOf } from '../../support/calls';
import { listen } from '../../support/wire';
import { World, type Asker } from '../../support/world';

/** Who hears of what, as it happens. */

const REGION = 'ap-guangzhou';
let world: World;
let port: number;
let operator: Asker;
beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
});
afterEach(async () => {
  stopListening();
  await world.close();
});

const ear = (asker: Asker, regionId = REGION) => listenTo(port, asker, IMAGE_CHANGED, { regionId });

/** Something that everyone hears of: whoever heard nothing before it heard nothing at all. */
async function bell(): Promise<readonly unknown[]> {
  const input = { regionIds: [REGION], name: 'bell', osFamily: 'LINUX', platform: 'Ubuntu', architecture: 'X86_64' };
  const { images } = await operator.do('publishImage', { ...input, sizeGb: 1 });
  return ['CREATED', images[0].id, null, 'bell'];
}
const heard = async (listener: Ear, count: number) => (await listener.events(count)).map(short);

test('an owner and its sub-accounts hear of all that becomes of its images, strangers and operators of none of it', async () => {
  const owner = await world.busy({ name: 'owner' });
  const sub = await world.account({ rootId: owner.id });
  const [friend, stranger] = [await world.account({ name: 'friend' }), await world.account()];
  const family = [await ear(owner), await ear(sub)];
  const strangers = [await ear(stranger), await ear(operator), await ear(world.anybody)];

  const instance = await world.instance(owner);
  const { image } = await owner.do('createImage', { instanceId: instance.id, name: 'one' });
  await sub.do('updateImage', { imageId: image.id, name: 'two' });
  await owner.do('shareImage', { imageId: image.id, accountIds: [friend.id] });
  await owner.do('unshareImage', { imageId: image.id, accountIds: [friend.id] });
  await owner.do('deleteImage', { imageId: image.id });
  const rung = await bell();

  for (const listener of family) {
    expect((await heard(listener, 6)).map(([change, id, account]) => [change, id, account])).toEqual([
      ['CREATED', image.id, null],
      ['UPDATED', image.id, null],
      ['SHARED', image.id, friend.id],
      ['UNSHARED', image.id, friend.id],
      ['DELETED', image.id, null],
      rung.slice(0, 3),
    ]);
  }
  for (const listener of strangers) expect(await heard(listener, 1)).toEqual([rung]);
});

test('an event carries the image as its viewer sees it, when it was, its sequence, and what it cost', async () => {
  const owner = await world.account();
  const image = await world.image(owner);
  const listener = await ear(owner);
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

test('a recipient hears of the share, of changes while it holds it, and that it lost it; nothing before, nothing after', async () => {
  const owner = await world.busy({ name: 'owner' });
  const [friend, other] = [await world.account({ name: 'friend' }), await world.account({ name: 'other' })];
  const [image, left] = await world.images(owner, 2);
  const listener = await ear(friend);
  const rename = (name: string) => owner.do('updateImage', { imageId: image!.id, name });
  await rename('before');
  world.clock.now += 1;
  await owner.do('shareImage', { imageId: image!.id, accountIds: [other.id, friend.id] });
  await listener.until(1);
  await rename('while');
  // Who else holds it is none of a recipient's business.
  await owner.do('unshareImage', { imageId: image!.id, accountIds: [other.id] });
  await listener.until(2);
  await owner.do('unshareImage', { imageId: image!.id, accountIds: [friend.id] });
  await rename('after');
  await owner.do('shareImage', { imageId: left!.id, accountIds: [friend.id] });
  await listener.until(4);
  await friend.do('leaveImage', { imageId: left!.id });
  const rung = await bell();
  expect((await heard(listener, 6)).map(([change, id, account]) => [change, id, account])).toEqual([
    ['SHARED', image!.id, friend.id],
    ['UPDATED', image!.id, null],
    ['UNSHARED', image!.id, friend.id],
    ['SHARED', left!.id, friend.id],
    ['UNSHARED', left!.id, friend.id],
    rung.slice(0, 3),
  ]);
  // Of what it lost it sees nothing.
  expect((await listener.events(6)).map(({ image: seen }) => seen?.name ?? null)).toEqual([
    'before',
    'while',
    null,
    'image 1',
    null,
    'bell',
  ]);
});

test('shareReceived brings each share of whichever region with the image and who shared it, to the root’s sub-accounts too', async () => {
  const owner = await world.account({ name: 'owner' });
  const friend = await world.account({ name: 'friend' });
  const sub = await world.account({ rootId: friend.id });
  const [image, elsewhere] = [
    await world.image(owner, { name: 'one' }),
    await world.image(owner, { name: 'two', regionId: 'ap-tokyo' }),
  ];
  const listeners = [await listenTo(port, friend, SHARE_RECEIVED), await listenTo(port, sub, SHARE_RECEIVED)];
  const unrelated = await world.account();
  const stranger = await listenTo(port, unrelated, SHARE_RECEIVED);
  for (const { id } of [image, elsewhere]) await owner.do('shareImage', { imageId: id, accountIds: [friend.id] });
  // Only what comes later tells that nothing came before.
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

test('images of other regions are not heard of, and a copy is heard of where it stands', async () => {
  const owner = await world.account();
  const image = await world.image(owner, { name: 'source' });
  const [here, there] = [await ear(owner), await ear(owner, 'ap-beijing')];
  const { images } = await owner.do('copyImage', { imageId: image.id, regionIds: ['ap-beijing'] });
  const rung = await bell();
  expect(await heard(there, 1)).toEqual([['CREATED', images[0].id, null, 'source']]);
  expect(await heard(here, 1)).toEqual([rung]);
});

test.each(EACH_CALL)('a refused, a tried and a repeated %s is not heard of', async (name, { refused }) => {
  const stage = await stageOf(world);
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
