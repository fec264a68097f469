import type { Image } from '../../src/entities/image';
import { newId } from '../../src/database/ids';
import { World, type ApiCaller } from '../support/world';

/** Tests the filters of lists: each returns what matches, and nothing else. */

let world: World;
let owner: ApiCaller;
let stranger: ApiCaller;
beforeAll(async () => {
  world = await World.open();
  owner = await world.account({ name: 'owner' });
  stranger = await world.account({ name: 'stranger' });
});
afterAll(() => world.close());

const QUERY = 'query ($filter: ImageFilter) { images(filter: $filter, first: 100) { totalCount nodes { id name } } }';

/** Returns the ids that match a filter, and checks the total count. */
async function idsOf(caller: ApiCaller, filter: object): Promise<string[]> {
  const { images } = await caller.data(QUERY, { filter });
  const ids = images.nodes.map(({ id }: { id: string }) => id);
  expect(images.totalCount).toBe(ids.length);
  return ids.sort();
}

/** Returns the names found among images of a new account, which has no others. */
async function namesFound(names: string[], nameContains: string): Promise<string[]> {
  const caller = await world.account();
  for (const name of names) await world.image(caller, { name });
  const { images } = await caller.data(QUERY, { filter: { nameContains, types: ['CUSTOM'] } });
  expect(images.totalCount).toBe(images.nodes.length);
  return images.nodes.map(({ name }: { name: string }) => name);
}

describe('the filter nameContains', () => {
  test.each([
    ['Latin', 'Ubuntu Server', 'ubuntu SERVER'],
    ['umlauts', 'MÜNCHEN', 'münchen'],
    ['a sharp s', 'Straße', 'STRASSE'],
    ['a sharp s, the other way round', 'STRASSE', 'straße'],
    ['a capital sharp s', 'STRAẞE', 'straße'],
    ['a capital sharp s, the other way round', 'Straße', 'STRAẞE'],
    ['Greek', 'ΟΔΟΣ', 'οδος'],
    ['a final sigma', 'ΟΔΟΣ', 'οδός'.normalize('NFD').replace(/\u0301/g, '')],
    ['a sigma that is final in the search alone', 'ΟΔΟΣ ΑΒΓ', 'οδος'],
    ['a sigma in the middle of a word', 'σσς', 'ΣΣΣ'],
    ['Cyrillic', 'Сервер', 'СЕРВЕР'],
    ['Armenian', 'Սերվեր', 'ՍԵՐՎԵՐ'],
    ['Georgian', 'სერვერი', 'ᲡᲔᲠᲕᲔᲠᲘ'],
    ['Cherokee', 'ᏣᎳᎩ', 'ꮳꮃꭹ'],
    ['Deseret, beyond the first plane', '𐐀𐐁', '𐐨𐐩'],
    ['a Turkish dotted capital I', 'İstanbul', 'i̇STANBUL'],
    ['a Turkish dotless i', 'ışık', 'IŞIK'],
    ['a ligature', 'oﬃce', 'OFFICE'],
    ['a digraph', 'ǅep', 'ǆEP'],
    ['composed and decomposed', 'Cafe\u0301', 'CAFÉ'],
    ['full width', 'ＡＢＣ', 'ａｂｃ'],
    ['a script without case', '上海镜像', '海镜'],
    ['an emoji of several characters', 'Team 👩\u200d💻', 'TEAM 👩\u200d💻'],
    ['a Persian joiner', 'می\u200cخواهم', 'ی\u200cخ'],
  ])('ignores case in %s', async (_script, name, search) => {
    // The API keeps names composed.
    const caller = await world.account();
    const instance = await world.instance(caller);
    const { image } = await caller.do('createImage', { instanceId: instance.id, name });
    expect(image.name).toBe(name.normalize('NFC'));
    expect(await idsOf(caller, { nameContains: search, types: ['CUSTOM'] })).toEqual([image.id]);
    expect(await idsOf(caller, { nameContains: `${search}x`, types: ['CUSTOM'] })).toEqual([]);
  });

  test('finds a renamed image by its new name and not by the old one', async () => {
    const { id } = await world.image(owner, { name: 'before' });
    await owner.do('updateImage', { imageId: id, name: 'NACHHER STRASSE' });
    expect(await idsOf(owner, { nameContains: 'nachher straße' })).toEqual([id]);
    expect(await idsOf(owner, { nameContains: 'before' })).toEqual([]);
  });

  test.each([
    ['%', ['100%', 'a%b'], ['100', 'ab']],
    ['_', ['a_b', '_'], ['ab', 'axb']],
    ['\\', ['a\\b', '\\'], ['ab', 'a/b']],
    ['a_b', ['a_b', 'xA_Bx'], ['axb', 'a%b']],
    ['\\%', ['a\\%'], ['a%', '\\']],
    ['*', ['a*'], ['a', 'b']],
    ["'", ["it's"], ['its']],
    ['"', ['"quoted"'], ['quoted']],
  ])('takes %s literally', async (search, found, others) => {
    expect((await namesFound([...found, ...others], search)).sort()).toEqual([...found].sort());
  });

  test('matches the beginning, middle and end of a name, and distinguishes accents', async () => {
    expect((await namesFound(['abc', 'xabc', 'abcx', 'xabcx', 'ab c', 'äbc'], 'abc')).sort()).toEqual(
      ['abc', 'xabc', 'abcx', 'xabcx'].sort(),
    );
  });

  test('is trimmed, and matches everything where it is empty', async () => {
    expect(await namesFound(['abc', 'x'], '  BC ')).toEqual(['abc']);
    expect(await namesFound(['abc', 'x'], '')).toHaveLength(2);
    expect(await namesFound(['abc', 'x'], '   ')).toHaveLength(2);
  });
});

describe('a filter by property', () => {
  const KINDS: [string, Partial<Image>, object][] = [
    ['platform', { platform: 'CentOS' }, { platform: 'CentOS' }],
    ['osFamily', { osFamily: 'OTHER' }, { osFamily: 'OTHER' }],
    ['architecture', { architecture: 'ARM64' }, { architecture: 'ARM64' }],
    ['states', { state: 'FAILED' }, { states: ['FAILED', 'COPYING'] }],
    ['regionId', { regionId: 'ap-tokyo' }, { regionId: 'ap-tokyo' }],
  ];

  test.each(KINDS)('finds an image by %s', async (_what, values, filter) => {
    const caller = await world.account();
    await world.image(caller);
    const { id } = await world.image(caller, values);
    expect(await idsOf(caller, { ...filter, types: ['CUSTOM'] })).toEqual([id]);
  });

  test.each([
    ['CentOS', 'centos'],
    ['CentOS', 'CENTOS'],
    ['ubuntu', ' Ubuntu '],
    ['ŻÓŁW', 'żółw'],
    ['Straße Linux', 'STRASSE LINUX'],
    ['ΟΔΟΣ', 'οδος'],
    ['银河麒麟', '银河麒麟'],
  ])('finds the platform %s as %s', async (platform, asked) => {
    const caller = await world.account();
    const disk = { osFamily: 'LINUX', architecture: 'X86_64', sizeGb: 20, format: 'RAW' };
    const source = { regionId: 'ap-guangzhou', name: 'imported', url: 'https://example.com/disk' };
    const { image } = await caller.do('importImage', { ...disk, ...source, platform });
    const copied = await world.instance(caller, { imageId: image.id });
    const capture = await caller.do('createImage', { instanceId: copied.id, name: 'captured' });
    const copy = await caller.do('copyImage', { imageId: image.id, regionIds: ['ap-shanghai'] });
    const all = [image, capture.image, ...copy.images].map(({ id }) => id).sort();
    expect(await idsOf(caller, { platform: asked, types: ['CUSTOM'] })).toEqual(all);
    expect(await idsOf(caller, { platform: `${asked.trim()}x` })).toEqual([]);
    // The platform is returned as it was written.
    const { image: read } = await caller.data('query ($id: ID!) { image(id: $id) { platform } }', image);
    expect(read).toEqual({ platform });
  });

  test.each(['Cent', 'CentOS 7', '%', 'CentO_', 'Cent OS'])(
    'does not find the platform CentOS as %s',
    async (platform) => {
      const caller = await world.account();
      await world.image(caller, { platform: 'CentOS' });
      expect(await idsOf(caller, { platform })).toEqual([]);
    },
  );

  test('finds only images that match all filters', async () => {
    const caller = await world.account();
    const values = { platform: 'CentOS', architecture: 'ARM64', name: 'the one' } as const;
    const { id } = await world.image(caller, values);
    await world.image(caller, { ...values, name: 'elsewhere' });
    await world.image(caller, { ...values, architecture: 'I386' });
    const filter = { platform: 'CentOS', architecture: 'ARM64', nameContains: 'THE', ownerId: caller.id };
    expect(await idsOf(caller, filter)).toEqual([id]);
  });
});

describe('a filter by the viewer’s relation', () => {
  let own: Image;
  let received: Image;
  let approved: Image;
  beforeAll(async () => {
    own = await world.image(stranger);
    received = await world.image(owner, { name: 'received' });
    await world.share(received, [stranger]);
    approved = await world.image(owner, {
      kind: 'MARKETPLACE',
      origin: 'MARKETPLACE',
      baseImageId: null,
      reviewState: 'APPROVED',
    });
  });

  test('finds images of one type or of several', async () => {
    const found = (...types: string[]) => idsOf(stranger, { types });
    expect(await found('PUBLIC')).toEqual(['img-public']);
    expect(await found('MARKETPLACE')).toEqual([approved.id]);
    expect(await found('CUSTOM')).toEqual([own.id]);
    expect(await found('SHARED')).toEqual([received.id]);
    expect(await found('CUSTOM', 'SHARED')).toEqual([own.id, received.id].sort());
    expect(await found('PUBLIC', 'MARKETPLACE', 'SHARED', 'CUSTOM')).toEqual(await idsOf(stranger, {}));
  });

  test('finds an image that is shared with others as CUSTOM for its owner', async () => {
    expect(await idsOf(owner, { types: ['SHARED'] })).toEqual([]);
    expect(await idsOf(owner, { types: ['CUSTOM'], nameContains: 'received' })).toEqual([received.id]);
  });

  test('finds by ownerId the visible images of an account', async () => {
    expect(await idsOf(stranger, { ownerId: stranger.id })).toEqual([own.id]);
    expect(await idsOf(stranger, { ownerId: owner.id })).toEqual([approved.id, received.id].sort());
    expect(await idsOf(world.anybody, { ownerId: owner.id })).toEqual([approved.id]);
    expect(await idsOf(stranger, { ownerId: 'acc-platform' })).toEqual(['img-public']);
  });

  test('finds nothing with an empty list', async () => {
    for (const filter of [{ types: [] }, { states: [] }, { types: ['CUSTOM'], states: [] }]) {
      expect(await idsOf(stranger, filter)).toEqual([]);
    }
  });

  test.each(['nowhere', '', 'AP-GUANGZHOU', "' OR 1=1 --", '\u0000', '\ud800', 'x'.repeat(10_000), newId('acc')])(
    'finds nothing with the region, owner or image %j',
    async (id) => {
      expect(await idsOf(stranger, { regionId: id })).toEqual([]);
      expect(await idsOf(stranger, { ownerId: id })).toEqual([]);
      const query = 'query ($f: InstanceFilter) { instances(filter: $f) { totalCount } }';
      for (const f of [{ regionId: id }, { imageId: id }]) {
        expect(await stranger.data(query, { f })).toEqual({ instances: { totalCount: 0 } });
      }
    },
  );
});

test('the filters of instances find by region, image and state, and nothing with an empty list', async () => {
  const caller = await world.account();
  const image = await world.image(caller);
  const plain = await world.instance(caller);
  const ofImage = await world.instance(caller, { imageId: image.id });
  const stopped = await world.instance(caller, { state: 'STOPPED' });
  const elsewhere = await world.instance(caller, { regionId: 'ap-tokyo' });
  await world.instance(stranger, { imageId: image.id });
  const found = async (filter: object) => {
    const query = 'query ($filter: InstanceFilter) { instances(filter: $filter) { totalCount nodes { id } } }';
    const { instances } = await caller.data(query, { filter });
    expect(instances.totalCount).toBe(instances.nodes.length);
    return instances.nodes.map(({ id }: { id: string }) => id).sort();
  };
  const ids = (...rows: { id: string }[]) => rows.map(({ id }) => id).sort();
  expect(await found({})).toEqual(ids(plain, ofImage, stopped, elsewhere));
  expect(await found({ regionId: 'ap-tokyo' })).toEqual(ids(elsewhere));
  expect(await found({ imageId: image.id })).toEqual(ids(ofImage));
  expect(await found({ states: ['STOPPED'] })).toEqual(ids(stopped));
  expect(await found({ states: ['STOPPED', 'RUNNING'] })).toEqual(ids(plain, ofImage, stopped, elsewhere));
  for (const filter of [{ states: [] }, { regionId: 'nowhere' }, { imageId: 'img-x' }, { imageId: '\u0000' }]) {
    expect(await found(filter)).toEqual([]);
  }
});
