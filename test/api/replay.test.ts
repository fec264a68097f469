import { callOf, createFixture, type Fixture } from '../support/calls';
import { World } from '../support/world';

/** Tests replays after later changes: columns are as they were then, edges as they are now. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

const KEY = { idempotencyKey: 'once' };

test('a replay of createImage has the name and description of then for an image renamed since', async () => {
  const { by, input } = callOf(stage, 'createImage', { ...KEY, description: 'as it was' });
  const { image } = await by.do('createImage', input);
  await by.do('updateImage', { imageId: image.id, name: 'renamed', description: 'anew' });
  expect((await by.do('createImage', input)).image).toEqual({ ...image, name: 'café', description: 'as it was' });
});

test('a replay of updateImage has the name of then for an image renamed again since', async () => {
  const { by, input } = callOf(stage, 'updateImage', KEY);
  await by.do('updateImage', input);
  await by.do('updateImage', { imageId: stage.image.id, name: 'and again' });
  expect((await by.do('updateImage', input)).image.name).toBe('café');
  expect((await by.data(`{ image(id: "${stage.image.id}") { name } }`)).image.name).toBe('and again');
});

test('a replay of importImage is complete for an image deleted since', async () => {
  const { by, input } = callOf(stage, 'importImage', KEY);
  const first = await by.do('importImage', input);
  await by.do('deleteImage', { imageId: first.image.id });
  expect((await by.data(`{ image(id: "${first.image.id}") { id } }`)).image).toBeNull();
  expect(await by.do('importImage', input)).toEqual(first);
});

test('a replay of launchInstances has running instances, although they are terminated since', async () => {
  const { by, input } = callOf(stage, 'launchInstances', KEY);
  const first = await by.do('launchInstances', input);
  await by.do('terminateInstances', { instanceIds: [first.instances[0].id] });
  expect(await by.do('launchInstances', input)).toEqual(first);
});

test('a replay of updateAccount and updateRegion has the limits and state of then', async () => {
  const account = callOf(stage, 'updateAccount', KEY);
  const first = await account.by.do('updateAccount', account.input);
  await account.by.do('updateAccount', { accountId: stage.owner.id, limits: { operationsPerDay: 9 } });
  expect(await account.by.do('updateAccount', account.input)).toEqual(first);

  const region = callOf(stage, 'updateRegion', { idempotencyKey: 'two' });
  const opened = await region.by.do('updateRegion', region.input);
  await region.by.do('updateRegion', { regionId: 'ap-seoul', supportsImageCopy: false });
  expect(await region.by.do('updateRegion', region.input)).toEqual(opened);
  expect(opened.region.supportsImageCopy).toBe(true);
});

test('a replay reads edges as they are now: shares given and the region closed since', async () => {
  const ask = `mutation ($input: CreateImageInput!) { createImage(input: $input) { ... on CreateImagePayload {
    image { id shareCount region { state } viewerCan { delete { allowed denied { rule } } } } } } }`;
  const { by, input } = callOf(stage, 'createImage', KEY);
  const first = (await by.data(ask, { input })).createImage.image;
  expect(first).toMatchObject({
    shareCount: 0,
    region: { state: 'AVAILABLE' },
    viewerCan: { delete: { denied: null } },
  });
  await by.do('shareImage', { imageId: first.id, accountIds: [stage.other.id] });
  await stage.operator.do('updateRegion', { regionId: 'ap-guangzhou', state: 'UNAVAILABLE' });
  expect((await by.data(ask, { input })).createImage.image).toEqual({
    id: first.id,
    shareCount: 1,
    region: { state: 'UNAVAILABLE' },
    viewerCan: { delete: { allowed: false, denied: { rule: 'IMAGE_IS_SHARED' } } },
  });
});

test.each([
  ['taken back since', false],
  ['whose image was deleted since', true],
])('a replay of shareImage has shares %s with all their edges', async (_what, deleted) => {
  const ask = `mutation ($input: ShareImageInput!) { shareImage(input: $input) { ... on ShareImagePayload {
    image { id name } shares { id createdAt account { id } image { id name } } } } }`;
  const { by, input } = callOf(stage, 'shareImage', KEY);
  const first = (await by.data(ask, { input })).shareImage;
  await by.do('unshareImage', { imageId: stage.image.id, accountIds: stage.recipients });
  if (deleted) await by.do('deleteImage', { imageId: stage.image.id });
  expect((await by.data(ask, { input })).shareImage).toEqual(first);
});

test.each(['createAccessToken', 'createAccount'])(
  'a replay of %s has null for its token, which is not stored with the payload',
  async (name) => {
    const { by, input } = callOf(stage, name, KEY);
    const { token, ...rest } = await by.do(name, input);
    expect(token).toMatch(/^irt_[0-9a-z]+_[0-9a-z]+$/);
    expect(await by.do(name, input)).toEqual({ ...rest, token: null });
    // The payload of the replay contains neither the secret nor its hash.
    const [record] = await world.store.rows<{ payload: string }>('SELECT payload FROM idempotency_record');
    expect(record!.payload).not.toContain(token.split('_')[2]);
    const [row] = await world.store.rows<{ secret: string }>(
      'SELECT secret_hash AS secret FROM access_token WHERE id = ?',
      [`tok-${token.split('_')[1]}`],
    );
    expect(record!.payload).not.toContain(row!.secret);
  },
);
