import type { Image } from '../../../src/entities/image';
import { launchOnly } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/** Tests that counts are those of the viewer's view, and that recipients of an image learn nothing of each other. */

let world: World;
let owner: ApiCaller;
let sub: ApiCaller;
let recipient: ApiCaller;
let other: ApiCaller;
let former: ApiCaller;
let stranger: ApiCaller;
let operator: ApiCaller;
let shared: Image;
let plain: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account({ name: 'owner' });
  sub = await world.account({ name: 'its sub-account', rootId: owner.id });
  recipient = await world.account({ name: 'recipient' });
  other = await world.account({ name: 'the other recipient' });
  former = await world.account({ name: 'a former recipient' });
  stranger = await world.account({ name: 'stranger' });
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  shared = await world.image(owner, { name: 'shared' });
  plain = await world.image(owner, { name: 'plain', copiedFromId: shared.id, regionId: 'ap-beijing' });
  await world.share(shared, [recipient, other]);
  for (const by of [owner, other, other, former]) await world.instance(by, { imageId: shared.id });
  await world.image(recipient, { name: 'own of the recipient' });
  await other.do('deleteImage', { imageId: shared.id });
});
afterEach(() => world.close());

const COUNTS = `{
  images(first: 100) { totalCount nodes { id } }
  instances(first: 100) { totalCount nodes { id } }
  viewer { operations(first: 100) { totalCount nodes { id } } quota(regionId: "ap-guangzhou") { images { used } } } }`;

test.each<[string, () => ApiCaller, number[]]>([
  // Everyone sees the public image.
  ['the owner', () => owner, [3, 1, 0, 1]],
  ['its sub-account', () => sub, [3, 1, 0, 1]],
  ['a recipient', () => recipient, [3, 0, 0, 1]],
  ['the other recipient', () => other, [2, 2, 1, 0]],
  ['a former recipient', () => former, [1, 1, 0, 0]],
  ['a stranger', () => stranger, [1, 0, 0, 0]],
  ['an operator', () => operator, [1, 0, 0, 0]],
])(
  '%s has counts of images, instances and operations that match its lists, and its quota',
  async (_who, who, counts) => {
    const { images, instances, viewer } = await who().data(COUNTS);
    const lists = [images, instances, viewer.operations];
    expect([...lists.map(({ totalCount }) => totalCount), viewer.quota.images.used]).toEqual(counts);
    expect(lists.map(({ nodes }) => nodes.length)).toEqual(counts.slice(0, 3));
  },
);

test('filters by owner, name and region count no images that the viewer does not see', async () => {
  const query = 'query ($f: ImageFilter) { images(filter: $f) { totalCount nodes { id } } }';
  for (const filter of [{ ownerId: owner.id }, { nameContains: 'plain' }, { regionId: 'ap-beijing' }]) {
    const { images } = await stranger.data(query, { f: filter });
    expect(images).toEqual({ totalCount: 0, nodes: [] });
  }
  const { images } = await recipient.data(query, { f: { ownerId: owner.id } });
  expect(images).toEqual({ totalCount: 1, nodes: [{ id: shared.id }] });
});

const INSIDE = `query ($id: ID!) { image(id: $id) { shareCount shares { account { id } }
  impact { shares copies runningInstances byAccount { account { id } runningInstances } } } }`;
const inside = async (caller: ApiCaller, { id }: Image) => (await caller.data(INSIDE, { id })).image;

test('shareCount, shares and impact of an image are visible to its owner and the sub-accounts', async () => {
  const byAccount = [
    { account: { id: owner.id }, runningInstances: 1 },
    { account: { id: recipient.id }, runningInstances: 0 },
    { account: { id: other.id }, runningInstances: 2 },
    { account: { id: former.id }, runningInstances: 1 },
  ].sort((a, b) => (a.account.id < b.account.id ? -1 : 1));
  for (const caller of [owner, sub]) {
    const { shares, ...rest } = await inside(caller, shared);
    expect(rest).toEqual({ shareCount: 2, impact: { shares: 2, copies: 1, runningInstances: 4, byAccount } });
    expect(new Set(shares.map((share: { account: { id: string } }) => share.account.id))).toEqual(
      new Set([recipient.id, other.id]),
    );
    expect(await inside(caller, plain)).toEqual({
      shareCount: 0,
      shares: [],
      impact: { shares: 0, copies: 0, runningInstances: 0, byAccount: [] },
    });
  }
});

test('shareCount, shares and impact of an image are null for recipients, the image itself for others', async () => {
  for (const caller of [recipient, other])
    expect(await inside(caller, shared)).toEqual({ shareCount: null, shares: null, impact: null });
  for (const caller of [former, stranger, operator, world.anybody]) expect(await inside(caller, shared)).toBeNull();
});

test('a denied deletion has no count for a recipient, and the number of shares for the owner', async () => {
  const imageId = shared.id;
  expect(await recipient.do('deleteImage', { imageId })).toEqual({ __typename: 'Denied', ...launchOnly(imageId) });
  expect(await owner.do('deleteImage', { imageId })).toMatchObject({ rule: 'IMAGE_IS_SHARED', used: 2 });
});

test('a recipient’s view of an image does not change with its other recipients and their instances', async () => {
  const can = '{ allowed denied { rule message limit used subjects } }';
  const query = `query ($id: ID!) { image(id: $id) { id name sharedAt owner { id } warnings { code } shareCount
    viewerCan { launch ${can} share ${can} unshare ${can} delete ${can} leave ${can} } } images { totalCount } }`;
  const before = await recipient.ask(query, { id: shared.id });
  expect(before.body.data.image).toMatchObject({ name: 'shared', shareCount: null });
  await owner.do('unshareImage', { imageId: shared.id, accountIds: [other.id] });
  await owner.do('shareImage', { imageId: shared.id, accountIds: [former.id, stranger.id] });
  await world.instance(stranger, { imageId: shared.id });
  expect((await recipient.ask(query, { id: shared.id })).body.data).toEqual(before.body.data);
});
