import type { Image } from '../../src/entities/image';
import { World, type ApiCaller } from '../support/world';

/** Tests prices on the image, in the quote, at the launch and on the bill. */

let world: World;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
});
afterEach(() => world.close());

const LINE = '{ kind description hourlyUnit { amount currency } count hourlyTotal { amount currency } }';
const QUOTE = `query ($input: LaunchQuoteInput!) { launchQuote(input: $input) {
  __typename
  ... on LaunchQuote { lines ${LINE} hourlyTotal { amount currency } warnings { code } }
  ... on Denied { rule subjects }
} }`;

const quoteOf = async (caller: ApiCaller, imageId: string, count = 1) =>
  (await caller.data(QUOTE, { input: { imageId, instanceType: 'S', count } })).launchQuote;

const feeShown = async (caller: ApiCaller, id: string) =>
  (await caller.data('query ($id: ID!) { image(id: $id) { hourlyFee { amount } } }', { id })).image.hourlyFee.amount;

const usd = (amount: string) => ({ amount, currency: 'USD' });

test('a quote has a line for the instance and one for the image, each with its reason, times the count', async () => {
  const windows = await world.publicImage('ap-hongkong', { osFamily: 'WINDOWS' });
  expect(await quoteOf(owner, windows.id, 3)).toEqual({
    __typename: 'LaunchQuote',
    lines: [
      {
        kind: 'INSTANCE',
        description: 'An instance of type S.',
        hourlyUnit: usd('0.012'),
        count: 3,
        hourlyTotal: usd('0.036'),
      },
      {
        kind: 'IMAGE',
        description: 'Windows licence, charged outside mainland China.',
        hourlyUnit: usd('0.046'),
        count: 3,
        hourlyTotal: usd('0.138'),
      },
    ],
    hourlyTotal: usd('0.174'),
    warnings: [],
  });
});

const REGIONS = { mainland: 'ap-guangzhou', 'Hong Kong': 'ap-hongkong', elsewhere: 'eu-frankfurt' };
const FEES: [name: string, values: Partial<Image>, fees: [mainland: string, hongKong: string, elsewhere: string]][] = [
  ['Linux, public', { osFamily: 'LINUX' }, ['0', '0', '0']],
  ['FreeBSD, public', { osFamily: 'OTHER' }, ['0', '0', '0']],
  ['Windows, public', { osFamily: 'WINDOWS' }, ['0', '0.046', '0.046']],
  ['Linux, marketplace, free', { kind: 'MARKETPLACE', osFamily: 'LINUX' }, ['0', '0', '0']],
  ['Windows, marketplace, free', { kind: 'MARKETPLACE', osFamily: 'WINDOWS' }, ['0', '0', '0']],
  [
    'Linux, marketplace, paid',
    { kind: 'MARKETPLACE', osFamily: 'LINUX', hourlyPrice: 10_000 },
    ['0.01', '0.01', '0.01'],
  ],
  [
    'Windows, marketplace, paid',
    { kind: 'MARKETPLACE', osFamily: 'WINDOWS', hourlyPrice: 10_000 },
    ['0.01', '0.01', '0.01'],
  ],
];

const cells = FEES.flatMap(([name, values, fees]) =>
  Object.entries(REGIONS).map(([place, regionId], at) => [name, place, regionId, values, fees[at]!] as const),
);

test.each(cells)(
  'the fee of an image (%s, %s) is the same for custom images made from it and shared',
  async (_, __, regionId, values, fee) => {
    const review = values.kind === 'MARKETPLACE' ? { reviewState: 'APPROVED' as const, listed: true } : {};
    const base = await world.publicImage(regionId, { ...values, ...review });
    const recipient = await world.busyAccount();
    const instance = await world.instance(owner, { regionId, imageId: base.id });
    const { image: own } = await owner.do('createImage', { instanceId: instance.id, name: 'made of it' });
    await owner.do('shareImage', { imageId: own.id, accountIds: [recipient.id] });
    // The recipient launches the shared image and makes an image of its own from that.
    const { instances } = await recipient.do('launchInstances', { imageId: own.id, instanceType: 'S' });
    const { image: further } = await recipient.do('createImage', { instanceId: instances[0].id, name: 'further' });
    for (const [caller, id] of [
      [owner, base.id],
      [owner, own.id],
      [recipient, own.id],
      [recipient, further.id],
    ] as const) {
      expect(await feeShown(caller, id)).toBe(fee);
      expect((await quoteOf(caller, id)).lines[1].hourlyUnit.amount).toBe(fee);
    }
  },
);

test('a copy has the fee of its region: a Windows image from Guangzhou costs the licence in Hong Kong', async () => {
  const base = await world.publicImage('ap-guangzhou', { osFamily: 'WINDOWS' });
  const image = await world.image(owner, { osFamily: 'WINDOWS', baseImageId: base.id });
  const { images } = await owner.do('copyImage', { imageId: image.id, regionIds: ['ap-hongkong', 'ap-shanghai'] });
  expect(await feeShown(owner, image.id)).toBe('0');
  expect(await feeShown(owner, images[0].id)).toBe('0.046');
  expect(await feeShown(owner, images[1].id)).toBe('0');
});

test('an imported Windows image costs nothing in Hong Kong', async () => {
  const { image } = await owner.do('importImage', {
    regionId: 'ap-hongkong',
    name: 'brought along',
    osFamily: 'WINDOWS',
    platform: 'Windows',
    architecture: 'X86_64',
    sizeGb: 40,
    format: 'VHD',
    url: 'https://example.com/w.vhd',
  });
  expect((await quoteOf(owner, image.id)).lines[1]).toMatchObject({
    description: 'Imported images carry no fee.',
    hourlyUnit: usd('0'),
  });
});

test('an image keeps base image and fee through copies and instances of images that were deleted', async () => {
  const base = await world.publicImage('ap-guangzhou', { osFamily: 'WINDOWS' });
  const instance = await world.instance(owner, { imageId: base.id });
  const { image: first } = await owner.do('createImage', { instanceId: instance.id, name: 'first' });
  const { images } = await owner.do('copyImage', { imageId: first.id, regionIds: ['ap-hongkong'] });
  await owner.do('deleteImage', { imageId: first.id });
  const { instances } = await owner.do('launchInstances', { imageId: images[0].id, instanceType: 'S' });
  await owner.do('deleteImage', { imageId: images[0].id });
  const { image: last } = await owner.do('createImage', { instanceId: instances[0].id, name: 'last' });
  expect((await owner.data(`{ image(id: "${last.id}") { baseImage { id } hourlyFee { amount } } }`)).image).toEqual({
    baseImage: { id: base.id },
    hourlyFee: { amount: '0.046' },
  });
});

test('a quote is denied for a hidden image, without a ledger entry, and rejected for an unknown type', async () => {
  const stranger = await world.busyAccount();
  const image = await world.image(owner);
  expect(await quoteOf(stranger, image.id)).toEqual({
    __typename: 'Denied',
    rule: 'IMAGE_NOT_FOUND',
    subjects: [image.id],
  });
  expect(await world.ledger(stranger)).toEqual([]);
  const { body } = await owner.ask(QUOTE, { input: { imageId: image.id, instanceType: 'unknown' } });
  expect(body.errors![0]).toMatchObject({
    message: '`instanceType` is one of S.',
    extensions: { code: 'BAD_USER_INPUT', field: 'input.instanceType' },
  });
});

test('a launch returns its quote; the instance keeps it when prices change, and a restore sets another fee', async () => {
  const windows = await world.publicImage('ap-hongkong', { osFamily: 'WINDOWS' });
  const linux = await world.publicImage('ap-hongkong');
  const launched = await owner.data(
    `mutation ($input: LaunchInstancesInput!) { launchInstances(input: $input) { ... on LaunchInstancesPayload {
      instances { id quote { lines ${LINE} hourlyTotal { amount } } } quote { lines ${LINE} hourlyTotal { amount } }
    } } }`,
    { input: { imageId: windows.id, instanceType: 'S', count: 2 } },
  );
  const { instances, quote } = launched.launchInstances;
  expect(quote.hourlyTotal.amount).toBe('0.116');
  expect(
    instances.map((each: { quote: { hourlyTotal: { amount: string } } }) => each.quote.hourlyTotal.amount),
  ).toEqual(['0.058', '0.058']);

  // The quote stays when the price list changes.
  await world.store.write((inside) => inside.rows('UPDATE instance_type SET hourly_price = 99'));
  const kept = `query ($id: ID!) { instance(id: $id) { quote { lines { hourlyTotal { amount } } hourlyTotal { amount } } } }`;
  expect((await owner.data(kept, { id: instances[0].id })).instance.quote.hourlyTotal.amount).toBe('0.058');
  await owner.do('restoreInstance', { instanceId: instances[0].id, imageId: linux.id });
  expect((await owner.data(kept, { id: instances[0].id })).instance.quote).toEqual({
    lines: [{ hourlyTotal: { amount: '0.012' } }, { hourlyTotal: { amount: '0' } }],
    hourlyTotal: { amount: '0.012' },
  });
});

describe('the monthly storage bill', () => {
  const billOf = async (caller: ApiCaller) =>
    (await caller.data('{ viewer { storageBill { mainlandGb freeGb otherGb billedGb monthly { amount currency } } } }'))
      .viewer.storageBill;

  test('has 50 GB in the mainland free, bills Hong Kong in full, and leaves out failed images', async () => {
    await world.image(owner, { sizeGb: 50 });
    await world.image(owner, { sizeGb: 500, state: 'FAILED' });
    expect(await billOf(owner)).toEqual({ mainlandGb: 50, freeGb: 50, otherGb: 0, billedGb: 0, monthly: usd('0') });
    await world.image(owner, { sizeGb: 1, regionId: 'ap-shanghai' });
    expect(await billOf(owner)).toEqual({ mainlandGb: 51, freeGb: 50, otherGb: 0, billedGb: 1, monthly: usd('0.02') });
    await world.image(owner, { sizeGb: 10, regionId: 'ap-hongkong' });
    expect(await billOf(owner)).toEqual({
      mainlandGb: 51,
      freeGb: 50,
      otherGb: 10,
      billedGb: 11,
      monthly: usd('0.22'),
    });
  });

  test('leaves out shared images for the recipient, and is the root account’s for a sub-account', async () => {
    const image = await world.image(owner, { sizeGb: 200 });
    const recipient = await world.account();
    await world.share(image, [recipient]);
    expect(await billOf(recipient)).toEqual({ mainlandGb: 0, freeGb: 0, otherGb: 0, billedGb: 0, monthly: usd('0') });
    expect(await billOf(await world.account({ rootId: owner.id }))).toEqual(await billOf(owner));
  });
});
