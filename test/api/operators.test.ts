import type { Image } from '../../src/entities/image';
import { everything } from '../support/contents';
import { NOON, World, type ApiCaller } from '../support/world';

/** Tests what only operators do: publish and retire public images, open and close regions. */

let world: World;
let operator: ApiCaller;
let member: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  operator = await world.account({ roles: ['OPERATOR'] });
  member = await world.account({ name: 'member' });
});
afterEach(() => world.close());

const IMAGE = {
  regionIds: ['ap-hongkong', 'ap-seoul'],
  name: 'Windows Server 2025',
  osFamily: 'WINDOWS',
  platform: 'Windows',
  architecture: 'X86_64',
  sizeGb: 50,
};

/** The operators' mutations: a call with existing ids, and one with absent ids. */
const OPERATORS_OWN: [string, (ids: { account: string; image: string }) => object, object][] = [
  ['createAccount', ({ account }) => ({ name: 'x', kind: 'SUB', rootId: account }), { name: 'x', kind: 'SUB', rootId: 'acc-x' }], // prettier-ignore
  ['updateAccount', ({ account }) => ({ accountId: account, suspended: true }), { accountId: 'acc-x', suspended: true }], // prettier-ignore
  ['updateRegion', () => ({ regionId: 'ap-seoul', state: 'UNAVAILABLE' }), { regionId: 'x', state: 'UNAVAILABLE' }],
  ['publishImage', () => IMAGE, { ...IMAGE, regionIds: ['ap-mumbai', 'x'] }],
  ['retireImage', ({ image }) => ({ imageId: image }), { imageId: 'img-x' }],
];

describe.each(OPERATORS_OWN)('%s', (name, there, absent) => {
  test('is allowed to an operator and its sub-account', async () => {
    const sub = await world.account({ rootId: operator.id });
    for (const by of [operator, sub]) {
      const input = there({ account: member.id, image: (await world.publicImage('ap-seoul')).id });
      expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
    }
  });

  test.each(['MEMBER', 'PROVIDER'] as const)('is OPERATOR_ONLY for a %s with existing and absent ids', async (role) => {
    const caller = await world.account({ roles: [role], agreementSigned: true });
    const own = await world.image(caller);
    const before = await world.contents();
    // The viewer's account and images are no exception.
    const answers = [
      await caller.do(name, there({ account: caller.id, image: 'img-public' })),
      await caller.do(name, there({ account: member.id, image: own.id })),
      await caller.do(name, absent),
      await caller.do(name, { ...absent, dryRun: true }),
    ];
    for (const answer of answers) {
      expect(answer).toEqual({
        __typename: 'Denied',
        rule: 'OPERATOR_ONLY',
        message: 'Only operators may do this; this account is not one.',
        limit: null,
        used: null,
        resetsAt: null,
        subjects: [],
        also: [],
      });
    }
    expect(await world.contents()).toEqual(before);
  });
});

describe('publishImage', () => {
  test('makes one image per region, which everyone sees, where a region is named twice too', async () => {
    const { images } = await operator.do('publishImage', {
      ...IMAGE,
      regionIds: ['ap-seoul', 'ap-hongkong', 'ap-seoul'],
    });
    expect(images).toHaveLength(2);
    expect(images.map(({ region }: { region: { id: string } }) => region.id)).toEqual(['ap-seoul', 'ap-hongkong']);
    for (const image of images) {
      expect(image).toMatchObject({
        type: 'PUBLIC',
        origin: 'OFFICIAL',
        state: 'AVAILABLE',
        owner: { id: operator.id },
      });
      expect(await world.anybody.data(`{ image(id: "${image.id}") { id } }`)).toEqual({ image: { id: image.id } });
    }
  });

  test('counts neither to the image limit nor to the daily limit', async () => {
    await world.store.write((inside) =>
      inside.rows('UPDATE account SET images_per_region = 0, operations_per_day = 0 WHERE id = ?', [operator.id]),
    );
    expect(await operator.do('publishImage', IMAGE)).toHaveProperty('images');
    const { viewer } = await operator.data(
      '{ viewer { quota(regionId: "ap-seoul") { images { used } operationsToday { used } } } }',
    );
    expect(viewer.quota).toEqual({ images: { used: 0 }, operationsToday: { used: 0 } });
  });

  test('is denied as a whole for an unknown and for a closed region', async () => {
    const before = await world.contents();
    expect(await operator.do('publishImage', { ...IMAGE, regionIds: ['ap-seoul', 'x'] })).toMatchObject({
      rule: 'REGION_NOT_FOUND',
      subjects: ['x'],
    });
    expect(await operator.do('publishImage', { ...IMAGE, regionIds: ['ap-seoul', 'ap-mumbai'] })).toMatchObject({
      rule: 'REGION_UNAVAILABLE',
      subjects: ['ap-mumbai'],
    });
    expect(await world.contents()).toEqual(before);
  });
});

describe('retireImage', () => {
  test.each<[string, () => Promise<Image>, string]>([
    ['a marketplace image', () => marketplaceImage(), 'PUBLIC_IMAGES_ONLY'],
    ['another account’s custom image', () => world.image(member), 'IMAGE_NOT_FOUND'],
    ['an own custom image', () => world.image(operator), 'PUBLIC_IMAGES_ONLY'],
    ['a retired image', () => world.publicImage('ap-seoul', { deletedAt: NOON - 1 }), 'IMAGE_NOT_FOUND'],
  ])('is denied for %s', async (_what, made, rule) => {
    const { id } = await made();
    const before = await world.contents();
    expect(await operator.do('retireImage', { imageId: id })).toMatchObject({ rule, subjects: [id], also: [] });
    expect(await world.contents()).toEqual(before);
  });

  test('hides the image immediately; images made from it keep lineage and fee', async () => {
    const { images } = await operator.do('publishImage', IMAGE);
    const windows = images[0];
    const { instances } = await member.do('launchInstances', { imageId: windows.id, instanceType: 'S' });
    const { image } = await member.do('createImage', { instanceId: instances[0].id, name: 'made of it' });
    const fields = 'id hourlyFee { amount currency } baseImage { id }';
    const licence = { amount: '0.046', currency: 'USD' };
    const own = async () => (await member.data(`{ image(id: "${image.id}") { ${fields} } }`)).image;
    expect(await own()).toEqual({ id: image.id, hourlyFee: licence, baseImage: { id: windows.id } });

    expect(await operator.do('retireImage', { imageId: windows.id })).toMatchObject({ imageId: windows.id });

    for (const caller of [world.anybody, member, operator]) {
      const data = await caller.data(
        `query ($id: ID!) { image(id: $id) { id } node(id: $id) { id } images(first: 100) { nodes { id } } }`,
        { id: windows.id },
      );
      expect([data.image, data.node]).toEqual([null, null]);
      expect(data.images.nodes).not.toContainEqual({ id: windows.id });
    }
    expect(await member.do('launchInstances', { imageId: windows.id, instanceType: 'S' })).toMatchObject({
      rule: 'IMAGE_NOT_FOUND',
    });
    expect(await own()).toEqual({ id: image.id, hourlyFee: licence, baseImage: null });
    // Images made later, from the instance and by copying, have the lineage too.
    const again = await member.do('createImage', { instanceId: instances[0].id, name: 'made later' });
    const { images: copies } = await member.do('copyImage', { imageId: image.id, regionIds: ['ap-beijing'] });
    const rows = await world.store.rows<{ base: string }>(
      'SELECT base_image_id AS base FROM image WHERE id IN (?, ?, ?)',
      [image.id, again.image.id, copies[0].id],
    );
    expect(rows.map(({ base }) => base)).toEqual([windows.id, windows.id, windows.id]);
    // The fee is that of the launch's region: Beijing is in mainland China.
    const fee = async (id: string) => (await member.data(`{ image(id: "${id}") { hourlyFee { amount } } }`)).image;
    expect(await fee(again.image.id)).toEqual({ hourlyFee: { amount: '0.046' } });
    expect(await fee(copies[0].id)).toEqual({ hourlyFee: { amount: '0' } });
  });
});

describe('updateRegion', () => {
  test('sets the fields of the input and leaves the others alone', async () => {
    const set = async (input: object) => (await operator.do('updateRegion', { regionId: 'ap-seoul', ...input })).region;
    expect(await set({ supportsImageCopy: true })).toEqual({ id: 'ap-seoul', supportsImageCopy: true, state: 'AVAILABLE' }); // prettier-ignore
    expect(await set({ state: 'UNAVAILABLE' })).toEqual({ id: 'ap-seoul', supportsImageCopy: true, state: 'UNAVAILABLE' }); // prettier-ignore
    expect(await set({ supportsImageCopy: false, state: null })).toEqual({ id: 'ap-seoul', supportsImageCopy: false, state: 'UNAVAILABLE' }); // prettier-ignore
  });

  test('closes and opens a region from the next launch on', async () => {
    const image = await world.image(member);
    const launch = () => member.do('launchInstances', { imageId: image.id, instanceType: 'S' });
    const set = (state: string) => operator.do('updateRegion', { regionId: 'ap-guangzhou', state });
    await set('UNAVAILABLE');
    expect(await launch()).toMatchObject({ rule: 'REGION_UNAVAILABLE', subjects: ['ap-guangzhou'] });
    await set('AVAILABLE');
    expect(await launch()).toHaveProperty('instances');
  });

  test('is REGION_NOT_FOUND for an unknown region', async () => {
    const before = await everything(world);
    expect(await operator.do('updateRegion', { regionId: 'x', state: 'AVAILABLE', dryRun: true })).toMatchObject({
      rule: 'REGION_NOT_FOUND',
      subjects: ['x'],
    });
    expect(await everything(world)).toEqual(before);
  });
});

async function marketplaceImage(): Promise<Image> {
  const provider = await world.account({ roles: ['PROVIDER'], agreementSigned: true });
  return world.image(provider, { kind: 'MARKETPLACE', origin: 'MARKETPLACE', reviewState: 'APPROVED' });
}
