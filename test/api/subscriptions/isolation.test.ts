import { isObjectType } from 'graphql';
import { createSchema } from '../../../src/graphql/schema';
import { IMAGE_CHANGED, subscribeTo, SHARE_RECEIVED, endSubscriptions } from '../../support/openSubscriptions';
import { ask, jsonOf, listen } from '../../support/wire';
import { World } from '../../support/world';

/** Tests that a subscription reveals nothing of an image that its viewer may not see, neither by events nor without. */

let world: World;
let port: number;
beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
});
afterEach(async () => {
  endSubscriptions();
  await world.close();
});

test('subscriptions have the arguments `after` and `regionId` alone', () => {
  const type = createSchema().getType('Subscription');
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  expect(fields.map(({ name, args }) => [name, args.map((arg) => arg.name).sort()])).toEqual([
    ['imageChanged', ['after', 'regionId']],
    ['shareReceived', ['after']],
  ]);
});

test('a stream after the sequence of another account’s event delivers events of the viewer alone', async () => {
  const [owner, stranger] = [await world.busyAccount(), await world.busyAccount()];
  const [theirs, mine] = [await world.image(owner), await world.image(stranger)];
  for (const by of [owner, stranger]) {
    for (const name of ['one', 'two'])
      await by.do('updateImage', { imageId: by === owner ? theirs.id : mine.id, name });
  }
  const [first] = await world.store.rows<{ sequence: string }>('SELECT sequence FROM event ORDER BY seq LIMIT 1');
  const variables = { regionId: 'ap-guangzhou', after: first!.sequence };
  const listener = await subscribeTo(port, stranger, IMAGE_CHANGED, variables);
  expect((await listener.events(2)).map(({ imageId }) => imageId)).toEqual([mine.id, mine.id]);
  const shares = await subscribeTo(port, stranger, SHARE_RECEIVED, { after: first!.sequence });
  await owner.do('shareImage', { imageId: theirs.id, accountIds: [stranger.id] });
  expect(await shares.events(1)).toMatchObject([{ imageId: theirs.id }]);
});

test('sequences are of one length and not in order, and so do not reveal the number of events before', async () => {
  const owner = await world.busyAccount();
  const image = await world.image(owner);
  const listener = await subscribeTo(port, owner, IMAGE_CHANGED, { regionId: 'ap-guangzhou' });
  for (let at = 0; at < 20; at += 1) await owner.do('updateImage', { imageId: image.id, description: `${at}` });
  const sequences = (await listener.events(20)).map(({ sequence }) => sequence);
  expect(sequences).not.toEqual([...sequences].sort());
  expect(new Set(sequences.map((sequence) => sequence.length))).toEqual(new Set([16]));
});

test('a stream that is resumed after a share was lost delivers UNSHARED and no change before', async () => {
  const owner = await world.busyAccount();
  const friend = await world.account();
  const image = await world.image(owner);
  const listener = await subscribeTo(port, friend, IMAGE_CHANGED, { regionId: 'ap-guangzhou' });
  await owner.do('shareImage', { imageId: image.id, accountIds: [friend.id] });
  const { sequence } = (await listener.events(1))[0]!;
  listener.stop();
  await owner.do('updateImage', { imageId: image.id, name: 'in between' });
  await owner.do('unshareImage', { imageId: image.id, accountIds: [friend.id] });
  await owner.do('updateImage', { imageId: image.id, name: 'after' });
  const operator = await world.account({ roles: ['OPERATOR'] });
  await operator.do('retireImage', { imageId: 'img-public' });
  const resumed = await subscribeTo(port, friend, IMAGE_CHANGED, { regionId: 'ap-guangzhou', after: sequence });
  expect((await resumed.events(2)).map(({ change, imageId, image: seen }) => [change, imageId, seen])).toEqual([
    ['UNSHARED', image.id, null],
    ['DELETED', 'img-public', null],
  ]);
});

test('an unknown region is BAD_USER_INPUT for anonymous callers and accounts, regions being public', async () => {
  for (const caller of [world.anybody, await world.account()]) {
    const headers = { accept: 'text/event-stream', ...(caller.token && { authorization: `Bearer ${caller.token}` }) };
    const response = await ask(port, IMAGE_CHANGED, { regionId: 'ap-nowhere' }, headers);
    expect(JSON.parse(jsonOf(response)).errors).toMatchObject([
      {
        message: expect.stringMatching(/^`regionId` must be/),
        extensions: { code: 'BAD_USER_INPUT', field: 'regionId' },
      },
    ]);
  }
});
