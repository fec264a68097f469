import { isObjectType } from 'graphql';
import { createSchema } from '../../../src/graphql/schema';
import { IMAGE_CHANGED, listenTo, SHARE_RECEIVED, stopListening } from '../../support/ears';
import { ask, jsonOf, listen } from '../../support/wire';
import { World } from '../../support/world';

/** Whoever has nothing to do with an image learns nothing of it by listening: not by what comes, nor by what does not. */

let world: World;
let port: number;
beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
});
afterEach(async () => {
  stopListening();
  await world.close();
});

test('these are all the arguments that a subscription takes', () => {
  const type = createSchema().getType('Subscription');
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  expect(fields.map(({ name, args }) => [name, args.map((arg) => arg.name).sort()])).toEqual([
    ['imageChanged', ['after', 'regionId']],
    ['shareReceived', ['after']],
  ]);
});

test('another’s sequence is a place to begin at and nothing else: what is told after it is one’s own', async () => {
  const [owner, stranger] = [await world.busy(), await world.busy()];
  const [theirs, mine] = [await world.image(owner), await world.image(stranger)];
  for (const by of [owner, stranger]) {
    for (const name of ['one', 'two'])
      await by.do('updateImage', { imageId: by === owner ? theirs.id : mine.id, name });
  }
  const [first] = await world.store.rows<{ sequence: string }>('SELECT sequence FROM event ORDER BY seq LIMIT 1');
  const variables = { regionId: 'ap-guangzhou', after: first!.sequence };
  const listener = await listenTo(port, stranger, IMAGE_CHANGED, variables);
  expect((await listener.events(2)).map(({ imageId }) => imageId)).toEqual([mine.id, mine.id]);
  const shares = await listenTo(port, stranger, SHARE_RECEIVED, { after: first!.sequence });
  await owner.do('shareImage', { imageId: theirs.id, accountIds: [stranger.id] });
  expect(await shares.events(1)).toMatchObject([{ imageId: theirs.id }]);
});

test('a sequence tells nothing of how much came before it', async () => {
  const owner = await world.busy();
  const image = await world.image(owner);
  const listener = await listenTo(port, owner, IMAGE_CHANGED, { regionId: 'ap-guangzhou' });
  for (let at = 0; at < 20; at += 1) await owner.do('updateImage', { imageId: image.id, description: `${at}` });
  const sequences = (await listener.events(20)).map(({ sequence }) => sequence);
  expect(sequences).not.toEqual([...sequences].sort());
  expect(new Set(sequences.map((sequence) => sequence.length))).toEqual(new Set([16]));
});

test('what is resumed after losing a share tells that it was lost, and not what was in between', async () => {
  const owner = await world.busy();
  const friend = await world.account();
  const image = await world.image(owner);
  const listener = await listenTo(port, friend, IMAGE_CHANGED, { regionId: 'ap-guangzhou' });
  await owner.do('shareImage', { imageId: image.id, accountIds: [friend.id] });
  const { sequence } = (await listener.events(1))[0]!;
  listener.stop();
  await owner.do('updateImage', { imageId: image.id, name: 'in between' });
  await owner.do('unshareImage', { imageId: image.id, accountIds: [friend.id] });
  await owner.do('updateImage', { imageId: image.id, name: 'after' });
  const operator = await world.account({ roles: ['OPERATOR'] });
  await operator.do('retireImage', { imageId: 'img-public' });
  const resumed = await listenTo(port, friend, IMAGE_CHANGED, { regionId: 'ap-guangzhou', after: sequence });
  expect((await resumed.events(2)).map(({ change, imageId, image: seen }) => [change, imageId, seen])).toEqual([
    ['UNSHARED', image.id, null],
    ['DELETED', 'img-public', null],
  ]);
});

test('an unknown region is told from a known one to everyone alike, for regions are everyone’s', async () => {
  for (const asker of [world.anybody, await world.account()]) {
    const headers = { accept: 'text/event-stream', ...(asker.token && { authorization: `Bearer ${asker.token}` }) };
    const heard = await ask(port, IMAGE_CHANGED, { regionId: 'ap-nowhere' }, headers);
    expect(JSON.parse(jsonOf(heard)).errors).toMatchObject([
      {
        message: expect.stringMatching(/^`regionId` must be/),
        extensions: { code: 'BAD_USER_INPUT', field: 'regionId' },
      },
    ]);
  }
});
