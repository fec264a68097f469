import type { Image } from '../../../src/entities/image';
import { also, dayIsOver, done, importInto, denial, refused, used } from '../../support/denials';
import { World, type Asker } from '../../support/world';

/** Ten custom images per account and region, through the API: both sides of the number, and what counts to it. */

let world: World;
let owner: Asker;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busy();
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

describe('the 10th passes, the 11th not', () => {
  test('by import', async () => {
    await world.images(owner, 9);
    await done(owner, 'importImage', importInto());
    const line = { regionId: 'ap-guangzhou', subjectId: 'ap-guangzhou' };
    await refused(world, owner, 'importImage', importInto(), full(), line);
    expect(await used(owner)).toEqual({ images: 10, today: 1 });
  });

  test('by making one from an instance', async () => {
    await world.images(owner, 9);
    const { id: instanceId } = await world.instance(owner);
    await done(owner, 'createImage', { instanceId, name: 'tenth' });
    const line = { regionId: 'ap-guangzhou', subjectId: instanceId };
    await refused(world, owner, 'createImage', { instanceId, name: 'eleventh' }, full(), line);
  });

  test('by copying, judged at the destination: the source’s region may be full', async () => {
    const [source] = await world.images(owner, 10);
    await world.images(owner, 9, { regionId: 'ap-beijing' });
    const copy = { imageId: source!.id, regionIds: ['ap-beijing'] };
    await done(owner, 'copyImage', copy);
    const line = { regionId: 'ap-guangzhou', subjectId: source!.id };
    await refused(world, owner, 'copyImage', copy, full({ 'ap-beijing': 10 }), line);
    expect(await used(owner, 'ap-beijing')).toEqual({ images: 10, today: 0 });
  });

  test('one by one, whatever the way, they share the count', async () => {
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

describe('several destinations: all or nothing', () => {
  let source: Image;
  const line = () => ({ regionId: 'ap-guangzhou', subjectId: source.id });
  beforeEach(async () => (source = await world.image(owner)));

  test('one full region refuses the copies into the others too', async () => {
    await world.images(owner, 10, { regionId: 'ap-hongkong' });
    const regionIds = ['ap-beijing', 'ap-hongkong', 'ap-shanghai'];
    await refused(world, owner, 'copyImage', { imageId: source.id, regionIds }, full({ 'ap-hongkong': 10 }), line());
    await done(owner, 'copyImage', { imageId: source.id, regionIds: ['ap-beijing', 'ap-shanghai'] });
  });

  test('every full region is named', async () => {
    await world.images(owner, 10, { regionId: 'ap-beijing' });
    await world.images(owner, 11, { regionId: 'ap-shanghai' });
    const holds = { 'ap-beijing': 10, 'ap-shanghai': 11 };
    const regionIds = ['ap-beijing', 'ap-hongkong', 'ap-shanghai'];
    await refused(world, owner, 'copyImage', { imageId: source.id, regionIds }, full(holds), line());
  });

  test('a region named twice takes one place', async () => {
    await world.images(owner, 9, { regionId: 'ap-beijing' });
    const regionIds = ['ap-beijing', 'ap-beijing'];
    const { images } = await done(owner, 'copyImage', { imageId: source.id, regionIds });
    expect(images).toHaveLength(1);
  });
});

describe('what counts', () => {
  const refusesNow = () =>
    refused(world, owner, 'importImage', importInto(), full(), { regionId: 'ap-guangzhou', subjectId: 'ap-guangzhou' });

  test.each(['CREATING', 'IMPORTING', 'COPYING'] as const)('one that is %s counts', async (state) => {
    await world.images(owner, 9);
    await world.image(owner, { state });
    await refusesNow();
  });

  test('failed ones do not, and deleting one frees nothing', async () => {
    const [failed] = await world.images(owner, 3, { state: 'FAILED' });
    await world.images(owner, 9);
    expect((await used(owner)).images).toBe(9);
    await done(owner, 'importImage', importInto());
    await refusesNow();
    await done(owner, 'deleteImage', { imageId: failed!.id });
    await refusesNow();
  });

  test('received ones do not', async () => {
    const other = await world.account();
    for (const image of await world.images(other, 5)) await world.share(image, [owner]);
    await world.images(owner, 9);
    expect((await used(owner)).images).toBe(9);
    await done(owner, 'importImage', importInto());
    await refusesNow();
  });

  test('those of another account, and in another region, do not', async () => {
    await world.images(await world.account(), 10);
    await world.images(owner, 10, { regionId: 'ap-beijing' });
    await done(owner, 'importImage', importInto());
  });

  test('public and marketplace ones do not, and have no limit of their own', async () => {
    const operator = await world.account({ roles: ['OPERATOR', 'PROVIDER'], agreementSigned: true });
    await world.images(operator, 11, { kind: 'MARKETPLACE', reviewState: 'APPROVED', origin: 'MARKETPLACE' });
    const { regionId, format: _format, url: _url, ...publication } = importInto();
    for (let n = 0; n < 11; n += 1) await done(operator, 'publishImage', { ...publication, regionIds: [regionId] });
    expect(await used(operator)).toEqual({ images: 0, today: 0 });
    await done(operator, 'importImage', importInto());
  });

  test('deleting frees a place, at once and for one', async () => {
    const [image] = await world.images(owner, 10);
    await refusesNow();
    await done(owner, 'deleteImage', { imageId: image!.id });
    await done(owner, 'importImage', importInto());
    await refusesNow();
  });

  test('a refused call with a key is not remembered: the same call goes through once there is a place', async () => {
    const [image] = await world.images(owner, 10);
    const call = { ...importInto(), idempotencyKey: 'the same' };
    await refused(world, owner, 'importImage', call, full(), { regionId: 'ap-guangzhou', subjectId: 'ap-guangzhou' });
    await done(owner, 'deleteImage', { imageId: image!.id });
    await done(owner, 'importImage', call);
  });
});

test('where both counts refuse, the day’s comes last', async () => {
  const account = await world.account();
  const [image] = await world.images(account, 10);
  for (let n = 0; n < 5; n += 1) await done(account, 'updateImage', { imageId: image!.id, name: `name ${n}` });
  await refused(world, account, 'importImage', importInto(), also(full(), dayIsOver()), {
    regionId: 'ap-guangzhou',
    subjectId: 'ap-guangzhou',
  });
});
