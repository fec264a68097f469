import type { Image } from '../../src/entities/image';
import { also, dayIsOver, done, denial, refused } from '../support/denials';
import { World, type ApiCaller } from '../support/world';

/** Tests copies: the regions they are possible between, what a copy keeps, and that it outlives its source. */

let world: World;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
});
afterEach(() => world.close());

const COPY_REGIONS = ['ap-guangzhou', 'ap-beijing', 'ap-shanghai', 'ap-hongkong'];
const same = (id: string) =>
  denial('COPY_TO_SAME_REGION', `The image is in ${id} already; a copy goes elsewhere.`, { subjects: [id] });
const unsupported = (...ids: string[]) =>
  denial('COPY_REGION_UNSUPPORTED', `No image copy from or to ${ids.join(', ')}.`, { subjects: ids });
const closed = (...ids: string[]) =>
  denial('REGION_UNAVAILABLE', `Closed at present: ${ids.join(', ')}. Nothing new can be put there.`, {
    subjects: ids,
  });
const entry = (image: Image) => ({ regionId: image.regionId, subjectId: image.id });

const WHOLE = `{ id name description type state origin region { id } owner { id } osFamily platform architecture sizeGb
  createdAt reviewState sharedAt shareCount shares { id } warnings { code } baseImage { id } copiedFrom { id } }`;
const read = async (id: string, caller = owner) =>
  (await caller.data(`query ($id: ID!) { image(id: $id) ${WHOLE} }`, { id })).image;

describe('copyImage among the four regions that support it', () => {
  const pairs = COPY_REGIONS.flatMap((from) => COPY_REGIONS.map((to) => [from, to] as const));

  test('has sixteen pairs, twelve of them from one region to another', () => {
    expect(pairs).toHaveLength(16);
    expect(pairs.filter(([from, to]) => from !== to)).toHaveLength(12);
  });

  test.each(pairs)('copies from %s to %s, and is denied within one region', async (from, to) => {
    const image = await world.image(owner, { regionId: from });
    const call = { imageId: image.id, regionIds: [to] };
    if (from === to) return refused(world, owner, 'copyImage', call, same(to), entry(image));
    const { images } = await done(owner, 'copyImage', call);
    expect(images).toMatchObject([{ region: { id: to }, origin: 'COPY', state: 'AVAILABLE' }]);
    expect(await read(images[0].id)).toMatchObject({ region: { id: to }, copiedFrom: { id: image.id } });
  });

  test('copies to several regions in one call, in the order they were named', async () => {
    const image = await world.image(owner);
    const regionIds = ['ap-shanghai', 'ap-beijing', 'ap-hongkong'];
    const { images } = await done(owner, 'copyImage', { imageId: image.id, regionIds });
    expect(images.map(({ region }: { region: { id: string } }) => region.id)).toEqual(regionIds);
    expect(new Set(images.map(({ id }: { id: string }) => id)).size).toBe(3);
  });

  test('copies once to a region that is named twice', async () => {
    const image = await world.image(owner);
    const regionIds = ['ap-beijing', 'ap-shanghai', 'ap-beijing'];
    const { images } = await done(owner, 'copyImage', { imageId: image.id, regionIds });
    expect(images.map(({ region }: { region: { id: string } }) => region.id)).toEqual(['ap-beijing', 'ap-shanghai']);
    const list = await owner.data('{ images(filter: { types: [CUSTOM] }) { totalCount } }');
    expect(list.images.totalCount).toBe(3);
  });
});

describe('copyImage, which both regions must support,', () => {
  // prettier-ignore
  test.each([
    // from           to                                 denials, in order
    ['ap-guangzhou', ['ap-singapore'],                  [unsupported('ap-singapore')]],
    ['ap-singapore', ['ap-guangzhou'],                  [unsupported('ap-singapore')]],
    ['ap-singapore', ['ap-tokyo'],                      [unsupported('ap-singapore', 'ap-tokyo')]],
    ['ap-singapore', ['ap-singapore'],                  [same('ap-singapore'), unsupported('ap-singapore')]],
    // One impossible destination denies the copies to the others too.
    ['ap-guangzhou', ['ap-beijing', 'ap-singapore'],    [unsupported('ap-singapore')]],
    ['ap-guangzhou', ['ap-beijing', 'ap-guangzhou'],    [same('ap-guangzhou')]],
    // A closed region takes nothing and is named first.
    ['ap-guangzhou', ['ap-mumbai'],                     [closed('ap-mumbai'), unsupported('ap-mumbai')]],
    ['ap-guangzhou', ['ap-guangzhou', 'ap-mumbai'],     [closed('ap-mumbai'), same('ap-guangzhou'), unsupported('ap-mumbai')]],
    // A copy from a closed region puts nothing there; only its lack of support denies it.
    ['ap-mumbai',    ['ap-guangzhou'],                  [unsupported('ap-mumbai')]],
  ])('is denied from %s to %j', async (from, regionIds, [first, ...others]) => {
    const image = await world.image(owner, { regionId: from });
    await refused(world, owner, 'copyImage', { imageId: image.id, regionIds }, also(first!, ...others), entry(image));
  });

  test('depends on supportsImageCopy of the region, which an operator may change', async () => {
    const operator = await world.account({ roles: ['OPERATOR'] });
    const image = await world.image(owner);
    const call = { imageId: image.id, regionIds: ['ap-singapore'] };
    await done(operator, 'updateRegion', { regionId: 'ap-singapore', supportsImageCopy: true });
    await done(owner, 'copyImage', call);
    await done(operator, 'updateRegion', { regionId: 'ap-guangzhou', supportsImageCopy: false });
    await refused(world, owner, 'copyImage', call, unsupported('ap-guangzhou'), entry(image));
  });

  test('is denied into a region that has closed, until it opens again', async () => {
    const operator = await world.account({ roles: ['OPERATOR'] });
    const image = await world.image(owner);
    const call = { imageId: image.id, regionIds: ['ap-beijing'] };
    await done(operator, 'updateRegion', { regionId: 'ap-beijing', state: 'UNAVAILABLE' });
    await refused(world, owner, 'copyImage', call, closed('ap-beijing'), entry(image));
    await done(operator, 'updateRegion', { regionId: 'ap-beijing', state: 'AVAILABLE' });
    await done(owner, 'copyImage', call);
  });

  test('is denied for unknown regions alone where there are any', async () => {
    const image = await world.image(owner, { state: 'CREATING' });
    const regionIds = ['ap-guangzhou', 'no-region', 'ap-mumbai', 'AP-BEIJING'];
    const expected = denial('REGION_NOT_FOUND', 'There are no regions with these 2 ids for this account.', {
      subjects: ['no-region', 'AP-BEIJING'],
    });
    await refused(world, owner, 'copyImage', { imageId: image.id, regionIds }, expected, entry(image));
  });

  test('names every denial in the order of the rulebook', async () => {
    const account = await world.account();
    const image = await world.image(account, { state: 'COPYING' });
    const ready = await world.image(account);
    await world.images(account, 10, { regionId: 'ap-beijing' });
    for (let n = 0; n < 5; n += 1) await done(account, 'updateImage', { imageId: ready.id, name: `name ${n}` });
    const regionIds = ['ap-beijing', 'ap-guangzhou', 'ap-mumbai'];
    await refused(
      world,
      account,
      'copyImage',
      { imageId: image.id, regionIds },
      also(
        denial('IMAGE_NOT_READY', 'The image is COPYING; this takes an image that is AVAILABLE.', {
          subjects: [image.id],
        }),
        closed('ap-mumbai'),
        same('ap-guangzhou'),
        unsupported('ap-mumbai'),
        denial(
          'IMAGE_LIMIT',
          'At most 10 custom images per account and region: ap-beijing holds 10, 1 more would be 11. Delete one, or ask an operator for a higher limit.',
          { limit: 10, used: 10, subjects: ['ap-beijing'] },
        ),
        dayIsOver(),
      ),
      entry(image),
    );
  });
});

describe('a copy', () => {
  let recipient: ApiCaller;
  let image: Image;
  beforeEach(async () => {
    recipient = await world.account();
    image = await world.image(owner, { name: 'Größe', description: 'two\nlines', architecture: 'I386', sizeGb: 77 });
    await world.share(image, [recipient]);
  });
  const copyTo = async (imageId: string, regionId: string) =>
    (await done(owner, 'copyImage', { imageId, regionIds: [regionId] })).images[0].id as string;

  test('keeps name, description, system, base image and owner, with a new id and time and no shares', async () => {
    const source = await read(image.id);
    const id = await copyTo(image.id, 'ap-hongkong');
    expect(id).not.toBe(image.id);
    expect(await read(id)).toEqual({
      ...source,
      id,
      region: { id: 'ap-hongkong' },
      origin: 'COPY',
      createdAt: '2026-03-04T12:00:00.000Z',
      shareCount: 0,
      shares: [],
      copiedFrom: { id: image.id },
    });
    expect(source).toMatchObject({ name: 'Größe', description: 'two\nlines', shareCount: 1 });
    expect(source).toMatchObject({ architecture: 'I386', sizeGb: 77, baseImage: { id: 'img-public' } });
    // Nothing happens to the source.
    expect(await read(image.id)).toEqual(source);
  });

  test('is hidden from recipients of the source', async () => {
    expect(await read(await copyTo(image.id, 'ap-hongkong'), recipient)).toBeNull();
  });

  test('is renamed, shared and unshared independently of its source', async () => {
    const id = await copyTo(image.id, 'ap-hongkong');
    await done(owner, 'updateImage', { imageId: id, name: 'copy' });
    await done(owner, 'shareImage', { imageId: id, accountIds: [recipient.id] });
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: [recipient.id] });
    expect(await read(image.id)).toMatchObject({ name: 'Größe', shareCount: 0 });
    expect(await read(id, recipient)).toMatchObject({ name: 'copy', type: 'SHARED', copiedFrom: null });
  });

  test('survives its source: copiedFrom becomes null and the base image stays', async () => {
    const id = await copyTo(image.id, 'ap-hongkong');
    const before = await read(id);
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: [recipient.id] });
    await done(owner, 'deleteImage', { imageId: image.id });
    expect(await read(image.id)).toBeNull();
    expect(await read(id)).toEqual({ ...before, copiedFrom: null });
    await done(owner, 'launchInstances', { imageId: id, instanceType: 'S' });
    expect(await read(await copyTo(id, 'ap-guangzhou'))).toMatchObject({
      name: 'Größe',
      baseImage: { id: 'img-public' },
      copiedFrom: { id },
    });
  });

  test('leaves its source alone when it is deleted', async () => {
    const source = await read(image.id);
    await done(owner, 'deleteImage', { imageId: await copyTo(image.id, 'ap-hongkong') });
    expect(await read(image.id)).toEqual(source);
  });
});
