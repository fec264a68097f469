import type { Image } from '../../../src/entities/image';
import { also, dayIsOver, done, importInto, denial, refused, used } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/** Tests the limit of ten custom images per account and region through the API: both sides, and what counts. */

let world: World;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
});
afterEach(() => world.close());

const full = (holds: Record<string, number> = { 'ap-guangzhou': 10 }, limit = 10) => {
  const [first] = Object.values(holds);
  const each = Object.entries(holds).map(([id, n]) => `${id} holds ${n}, 1 more would be ${n + 1}`);
  return denial(
    'IMAGE_LIMIT',
    `At most ${limit} custom images per account and region: ${each.join('; ')}. Delete one, or ask an operator for a higher limit.`,
    { limit, used: first!, subjects: Object.keys(holds) },
  );
};

describe('the image limit', () => {
  test('allows the 10th image and denies the 11th by import', async () => {
    await world.images(owner, 9);
    await done(owner, 'importImage', importInto());
    const entry = { regionId: 'ap-guangzhou', subjectId: 'ap-guangzhou' };
    await refused(world, owner, 'importImage', importInto(), full(), entry);
    expect(await used(owner)).toEqual({ images: 10, today: 1 });
  });

  test('allows the 10th image and denies the 11th from an instance', async () => {
    await world.images(owner, 9);
    const { id: instanceId } = await world.instance(owner);
    await done(owner, 'createImage', { instanceId, name: 'tenth' });
    const entry = { regionId: 'ap-guangzhou', subjectId: instanceId };
    await refused(world, owner, 'createImage', { instanceId, name: 'eleventh' }, full(), entry);
  });

  test('allows the 10th image and denies the 11th at the destination of a copy from a full region', async () => {
    const [source] = await world.images(owner, 10);
    await world.images(owner, 9, { regionId: 'ap-beijing' });
    const copy = { imageId: source!.id, regionIds: ['ap-beijing'] };
    await done(owner, 'copyImage', copy);
    const entry = { regionId: 'ap-guangzhou', subjectId: source!.id };
    await refused(world, owner, 'copyImage', copy, full({ 'ap-beijing': 10 }), entry);
    expect(await used(owner, 'ap-beijing')).toEqual({ images: 10, today: 0 });
  });

  test('counts images that are imported, made from an instance and copied together', async () => {
    const source = await world.image(owner, { regionId: 'ap-beijing' });
    const { id: instanceId } = await world.instance(owner);
    const into = { imageId: source.id, regionIds: ['ap-guangzhou'] };
    for (let round = 0; round < 3; round += 1) {
      await done(owner, 'importImage', importInto());
      await done(owner, 'createImage', { instanceId, name: 'made' });
      await done(owner, 'copyImage', into);
    }
    await done(owner, 'importImage', importInto());
    await refused(world, owner, 'createImage', { instanceId, name: 'made' }, full(), {
      regionId: 'ap-guangzhou',
      subjectId: instanceId,
    });
    await refused(world, owner, 'copyImage', into, full(), { regionId: 'ap-beijing', subjectId: source.id });
  });
});

describe('a copy to several regions', () => {
  let source: Image;
  const entry = () => ({ regionId: 'ap-guangzhou', subjectId: source.id });
  beforeEach(async () => (source = await world.image(owner)));

  test('is denied as a whole where one region is full', async () => {
    await world.images(owner, 10, { regionId: 'ap-hongkong' });
    const regionIds = ['ap-beijing', 'ap-hongkong', 'ap-shanghai'];
    await refused(world, owner, 'copyImage', { imageId: source.id, regionIds }, full({ 'ap-hongkong': 10 }), entry());
    await done(owner, 'copyImage', { imageId: source.id, regionIds: ['ap-beijing', 'ap-shanghai'] });
  });

  test('names every full region in its denial', async () => {
    await world.images(owner, 10, { regionId: 'ap-beijing' });
    await world.images(owner, 11, { regionId: 'ap-shanghai' });
    const holds = { 'ap-beijing': 10, 'ap-shanghai': 11 };
    const regionIds = ['ap-beijing', 'ap-hongkong', 'ap-shanghai'];
    await refused(world, owner, 'copyImage', { imageId: source.id, regionIds }, full(holds), entry());
  });

  test('counts a region named twice once', async () => {
    await world.images(owner, 9, { regionId: 'ap-beijing' });
    const regionIds = ['ap-beijing', 'ap-beijing'];
    const { images } = await done(owner, 'copyImage', { imageId: source.id, regionIds });
    expect(images).toHaveLength(1);
  });
});

describe('the number of images', () => {
  const refusesNow = () =>
    refused(world, owner, 'importImage', importInto(), full(), { regionId: 'ap-guangzhou', subjectId: 'ap-guangzhou' });

  test.each(['CREATING', 'IMPORTING', 'COPYING'] as const)('counts an image that is %s', async (state) => {
    await world.images(owner, 9);
    await world.image(owner, { state });
    await refusesNow();
  });

  test('does not count failed images, and deleting one makes no room', async () => {
    const [failed] = await world.images(owner, 3, { state: 'FAILED' });
    await world.images(owner, 9);
    expect((await used(owner)).images).toBe(9);
    await done(owner, 'importImage', importInto());
    await refusesNow();
    await done(owner, 'deleteImage', { imageId: failed!.id });
    await refusesNow();
  });

  test('does not count images that are shared with the account', async () => {
    const other = await world.account();
    for (const image of await world.images(other, 5)) await world.share(image, [owner]);
    await world.images(owner, 9);
    expect((await used(owner)).images).toBe(9);
    await done(owner, 'importImage', importInto());
    await refusesNow();
  });

  test('does not count images of another account or in another region', async () => {
    await world.images(await world.account(), 10);
    await world.images(owner, 10, { regionId: 'ap-beijing' });
    await done(owner, 'importImage', importInto());
  });

  test('does not count public and marketplace images, which 11 of each do not exhaust', async () => {
    const operator = await world.account({ roles: ['OPERATOR', 'PROVIDER'], agreementSigned: true });
    await world.images(operator, 11, { kind: 'MARKETPLACE', reviewState: 'APPROVED', origin: 'MARKETPLACE' });
    const { regionId, format: _format, url: _url, ...publication } = importInto();
    for (let n = 0; n < 11; n += 1) await done(operator, 'publishImage', { ...publication, regionIds: [regionId] });
    expect(await used(operator)).toEqual({ images: 0, today: 0 });
    await done(operator, 'importImage', importInto());
  });

  test('falls by one immediately when an image is deleted', async () => {
    const [image] = await world.images(owner, 10);
    await refusesNow();
    await done(owner, 'deleteImage', { imageId: image!.id });
    await done(owner, 'importImage', importInto());
    await refusesNow();
  });

  test('lets a denied call with an idempotency key through once there is room', async () => {
    const [image] = await world.images(owner, 10);
    const call = { ...importInto(), idempotencyKey: 'the same' };
    await refused(world, owner, 'importImage', call, full(), { regionId: 'ap-guangzhou', subjectId: 'ap-guangzhou' });
    await done(owner, 'deleteImage', { imageId: image!.id });
    await done(owner, 'importImage', call);
  });
});

test('the daily limit comes after the image limit where both deny an import', async () => {
  const account = await world.account();
  const [image] = await world.images(account, 10);
  for (let n = 0; n < 5; n += 1) await done(account, 'updateImage', { imageId: image!.id, name: `name ${n}` });
  await refused(world, account, 'importImage', importInto(), also(full(), dayIsOver()), {
    regionId: 'ap-guangzhou',
    subjectId: 'ap-guangzhou',
  });
});
