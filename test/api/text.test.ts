import { createFixture, type Fixture } from '../support/calls';
import { World } from '../support/world';

/** Tests that texts are stored as they are checked: trimmed, composed, with one kind of line end. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

const RAW = ' \u00a0\tCafe\u0301 \u212b\n';
const KEPT = 'Café Å';
const LINES = '\n one \r\ntwo\rthree\ncafe\u0301 \n';
const KEPT_LINES = 'one \ntwo\nthree\ncafé';
const DISK = { osFamily: 'LINUX', architecture: 'X86_64', sizeGb: 20 };

test('names and descriptions of images are stored trimmed and composed by every mutation', async () => {
  const texts = { name: RAW, description: LINES };
  const kept = { name: KEPT, description: KEPT_LINES };
  const { owner, operator } = stage;
  const made = await owner.do('createImage', { instanceId: stage.instances[0]!.id, ...texts });
  const imported = await owner.do('importImage', {
    regionId: 'ap-guangzhou',
    ...texts,
    ...DISK,
    platform: RAW,
    format: 'RAW',
    url: 'https://example.com/disk',
  });
  const updated = await owner.do('updateImage', { imageId: stage.image.id, ...texts });
  const published = await operator.do('publishImage', {
    regionIds: ['ap-guangzhou'],
    ...texts,
    ...DISK,
    platform: RAW,
  });
  for (const image of [made.image, imported.image, updated.image, published.images[0]]) {
    expect(image).toMatchObject(kept);
    const query = `{ image(id: "${image.id}") { name description platform } }`;
    const platform = image === made.image || image === updated.image ? 'Ubuntu' : KEPT;
    expect((await owner.data(query)).image).toEqual({ ...kept, platform });
  }
});

test('names of instances, tokens and accounts are stored trimmed and composed', async () => {
  const launched = await stage.owner.do('launchInstances', { imageId: stage.image.id, instanceType: 'S', name: RAW });
  expect(launched.instances[0].name).toBe(KEPT);
  expect((await stage.owner.do('createAccessToken', { name: RAW, scopes: ['READ'] })).accessToken.name).toBe(KEPT);
  expect((await stage.operator.do('createAccount', { name: RAW })).account.name).toBe(KEPT);
});

test('updateImage clears the description with an empty one and keeps it without one', async () => {
  const image = await world.image(stage.owner, { description: 'old' });
  const update = async (input: object) =>
    (await stage.owner.do('updateImage', { imageId: image.id, ...input })).image.description;
  expect(await update({ name: 'x' })).toBe('old');
  expect(await update({ name: 'y', description: null })).toBe('old');
  expect(await update({ description: ' ' })).toBe('');
});

test('an id that is named twice in one call counts once', async () => {
  const { owner, image, recipients, instances } = stage;
  const [a, b] = recipients as [string, string];
  const copied = await owner.do('copyImage', { imageId: image.id, regionIds: ['ap-beijing', 'ap-beijing'] });
  expect(copied.images).toHaveLength(1);
  const shared = await owner.do('shareImage', { imageId: image.id, accountIds: [a, b, a, a] });
  expect(shared.shares.map(({ account }: { account: { id: string } }) => account.id)).toEqual([a, b]);
  const unshared = await owner.do('unshareImage', { imageId: image.id, accountIds: [b, b, a] });
  expect(unshared.accountIds).toEqual([b, a]);
  const [one, two] = instances.map(({ id }) => id);
  const ended = await owner.do('terminateInstances', { instanceIds: [two, one, two] });
  expect(ended.instances.map(({ id }: { id: string }) => id)).toEqual([two, one]);
});
