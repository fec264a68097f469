import type { Image } from '../../src/entities/image';
import { World, type ApiCaller } from '../support/world';

/** Tests the steps of the marketplace by role, before and after approval. */

let world: World;
let provider: ApiCaller;
let operator: ApiCaller;
let content: Image;
beforeEach(async () => {
  world = await World.open();
  provider = await world.busyAccount({ roles: ['MEMBER', 'PROVIDER'], agreementSigned: true });
  operator = await world.account({ roles: ['OPERATOR'] });
  content = await world.image(provider);
});
afterEach(() => world.close());

const submit = (caller: ApiCaller, values: object = {}) =>
  caller.do('submitMarketplaceImage', { imageId: content.id, name: 'WordPress', hourlyPrice: '0.01', ...values });
const review = (caller: ApiCaller, imageId: string, verdict = 'APPROVE', reason = '') =>
  caller.do('reviewMarketplaceImage', { imageId, verdict, reason });
const withdraw = (caller: ApiCaller, imageId: string) => caller.do('withdrawMarketplaceImage', { imageId });

const VIEW = `query ($id: ID!) { image(id: $id) {
  name description type reviewState reviewReason hourlyFee { amount } pendingEdit { name description hourlyPrice { amount } }
} }`;
const seenBy = async (caller: ApiCaller, id: string) => (await caller.data(VIEW, { id })).image;
const listedFor = async (caller: ApiCaller): Promise<string[]> =>
  (await caller.data('{ images(filter: { types: [MARKETPLACE] }) { nodes { id } } }')).images.nodes.map(
    (node: Image) => node.id,
  );

/** Creates a member, a provider that has not signed the agreement, and another that has. */
const others = async () => ({
  member: await world.account(),
  unsigned: await world.account({ roles: ['MEMBER', 'PROVIDER'] }),
  another: await world.account({ roles: ['MEMBER', 'PROVIDER'], agreementSigned: true }),
});

async function submitted(): Promise<string> {
  const { image } = await submit(provider);
  return image.id;
}
async function approved(): Promise<string> {
  const id = await submitted();
  await review(operator, id);
  return id;
}

test('a submission is visible to its provider and operators alone until it is approved', async () => {
  const { image } = await submit(provider, { description: 'A blog.' });
  expect(image).toMatchObject({ name: 'WordPress', type: 'MARKETPLACE', origin: 'MARKETPLACE', state: 'AVAILABLE' });
  const { member, another } = await others();
  for (const caller of [member, another, world.anybody]) {
    expect(await seenBy(caller, image.id)).toBeNull();
    expect(await listedFor(caller)).toEqual([]);
  }
  for (const caller of [provider, operator]) {
    expect(await seenBy(caller, image.id)).toMatchObject({ reviewState: 'PENDING', description: 'A blog.' });
    expect(await listedFor(caller)).toEqual([image.id]);
  }
  await review(operator, image.id);
  for (const caller of [provider, operator, member, another, world.anybody]) {
    expect(await seenBy(caller, image.id)).toMatchObject({ reviewState: 'APPROVED', hourlyFee: { amount: '0.01' } });
    expect(await listedFor(caller)).toEqual([image.id]);
  }
});

test('submitMarketplaceImage is allowed only to providers with the agreement, for own custom images', async () => {
  const { member, unsigned, another } = await others();
  const shared = await world.image(member);
  await world.share(shared, [provider]);
  const refused = async (caller: ApiCaller, values?: object) => (await submit(caller, values)).rule;
  expect(await refused(member)).toBe('PROVIDER_ONLY');
  expect(await refused(operator)).toBe('PROVIDER_ONLY');
  expect(await refused(unsigned)).toBe('AGREEMENT_NOT_SIGNED');
  expect(await refused(another)).toBe('IMAGE_NOT_FOUND');
  expect(await refused(provider, { imageId: 'img-public' })).toBe('CUSTOM_IMAGES_ONLY');
  expect(await refused(another, { imageId: await approved() })).toBe('CUSTOM_IMAGES_ONLY');
  expect(await refused(provider, { imageId: shared.id })).toBe('SHARED_IMAGE_IS_LAUNCH_ONLY');
  const failed = await world.image(provider, { state: 'FAILED' });
  expect(await refused(provider, { imageId: failed.id })).toBe('IMAGE_NOT_READY');
  const closed = await world.image(provider, { regionId: 'ap-mumbai' });
  expect(await refused(provider, { imageId: closed.id })).toBe('REGION_UNAVAILABLE');
  // The role is checked before existence: the answer reveals nothing to a member.
  expect(await submit(member, { imageId: 'img-nowhere' })).toEqual(await submit(member));
});

test('reviewMarketplaceImage is allowed only to operators, before and after approval', async () => {
  const { member, unsigned, another } = await others();
  for (const id of [await submitted(), await approved(), 'img-nowhere']) {
    for (const caller of [member, unsigned, another, provider]) {
      expect(await review(caller, id)).toMatchObject({ rule: 'OPERATOR_ONLY', also: [] });
    }
  }
  expect((await review(operator, 'img-nowhere')).rule).toBe('IMAGE_NOT_FOUND');
  expect((await review(operator, content.id)).rule).toBe('IMAGE_NOT_FOUND');
  expect((await review(operator, 'img-public')).rule).toBe('MARKETPLACE_IMAGES_ONLY');
});

test('withdrawMarketplaceImage is allowed only to the image’s provider, before and after approval', async () => {
  const { member, unsigned, another } = await others();
  const [pending, listed] = [await submitted(), await approved()];
  for (const id of [pending, listed]) {
    expect((await withdraw(member, id)).rule).toBe('PROVIDER_ONLY');
    expect((await withdraw(operator, id)).rule).toBe('PROVIDER_ONLY');
    expect((await withdraw(unsigned, id)).rule).toBe('AGREEMENT_NOT_SIGNED');
  }
  expect((await withdraw(another, pending)).rule).toBe('IMAGE_NOT_FOUND');
  expect((await withdraw(another, listed)).rule).toBe('ITS_PROVIDER_ONLY');
  expect((await withdraw(provider, content.id)).rule).toBe('MARKETPLACE_IMAGES_ONLY');
  for (const id of [pending, listed]) {
    expect(await withdraw(provider, id)).toEqual({ __typename: 'WithdrawMarketplaceImagePayload', imageId: id });
    expect(await seenBy(provider, id)).toBeNull();
    expect((await withdraw(provider, id)).rule).toBe('IMAGE_NOT_FOUND');
  }
});

test('a withdrawn image cannot be launched; its instances run on, and images made from it keep their fee', async () => {
  const id = await approved();
  const member = await world.busyAccount();
  const { instances } = await member.do('launchInstances', { imageId: id, instanceType: 'S' });
  await withdraw(provider, id);
  const { instance } = await member.data(`{ instance(id: "${instances[0].id}") { state image { id } imageId } }`);
  expect(instance).toEqual({ state: 'RUNNING', image: null, imageId: id });
  const { image } = await member.do('createImage', { instanceId: instances[0].id, name: 'made of it' });
  expect((await member.data(`{ image(id: "${image.id}") { baseImage { id } hourlyFee { amount } } }`)).image).toEqual({
    baseImage: null,
    hourlyFee: { amount: '0.01' },
  });
  expect((await member.do('launchInstances', { imageId: id, instanceType: 'S' })).rule).toBe('IMAGE_NOT_FOUND');
});

test('a rejected submission has its reason for the provider, who submits it again for another review', async () => {
  const id = await submitted();
  await review(operator, id, 'REJECT', 'The password is in the description.');
  expect(await seenBy(provider, id)).toMatchObject({
    reviewState: 'REJECTED',
    reviewReason: 'The password is in the description.',
  });
  expect(await review(operator, id, 'REJECT')).toMatchObject({ rule: 'NOTHING_TO_REVIEW', subjects: [id] });
  await submit(provider, { imageId: id, name: 'WordPress, mended', hourlyPrice: '0' });
  expect(await seenBy(provider, id)).toMatchObject({
    name: 'WordPress, mended',
    reviewState: 'PENDING',
    reviewReason: '',
  });
  await review(operator, id, 'APPROVE', 'Good.');
  const { member } = await others();
  expect(await seenBy(member, id)).toMatchObject({
    name: 'WordPress, mended',
    reviewReason: null,
    hourlyFee: { amount: '0' },
  });
  expect((await review(operator, id)).rule).toBe('NOTHING_TO_REVIEW');
});

test('a change of a listed image waits for its review, and the old version stays listed until then', async () => {
  const id = await approved();
  const { member } = await others();
  await submit(provider, { imageId: id, name: 'WordPress 7', description: 'Newer.', hourlyPrice: '0.02' });
  const old = { name: 'WordPress', reviewState: 'APPROVED', hourlyFee: { amount: '0.01' } };
  expect(await seenBy(member, id)).toMatchObject({ ...old, pendingEdit: null });
  const pendingEdit = { name: 'WordPress 7', description: 'Newer.', hourlyPrice: { amount: '0.02' } };
  expect(await seenBy(provider, id)).toMatchObject({ ...old, pendingEdit });

  await review(operator, id, 'REJECT', 'Too dear.');
  expect(await seenBy(member, id)).toMatchObject(old);
  expect(await seenBy(provider, id)).toMatchObject({ ...old, pendingEdit: null, reviewReason: 'Too dear.' });

  await submit(provider, { imageId: id, name: 'WordPress 7', description: 'Newer.', hourlyPrice: '0.02' });
  await review(operator, id);
  expect(await seenBy(member, id)).toMatchObject({
    name: 'WordPress 7',
    description: 'Newer.',
    hourlyFee: { amount: '0.02' },
  });
  expect((await member.data('{ images(filter: { nameContains: "press 7" }) { nodes { id } } }')).images.nodes).toEqual([
    { id },
  ]);
});

test('a listed image that an operator rejects is hidden from others', async () => {
  const id = await approved();
  const { member } = await others();
  await review(operator, id, 'REJECT', 'It mines coins.');
  expect(await seenBy(member, id)).toBeNull();
  expect(await seenBy(provider, id)).toMatchObject({ reviewState: 'REJECTED', reviewReason: 'It mines coins.' });
});

test('a marketplace image is visible to others only while its provider has the agreement and the role', async () => {
  const id = await approved();
  const { member } = await others();
  await operator.do('updateAccount', { accountId: provider.id, agreementSigned: false });
  expect(await seenBy(member, id)).toBeNull();
  expect(await seenBy(provider, id)).toMatchObject({ reviewState: 'APPROVED' });
  await operator.do('updateAccount', { accountId: provider.id, agreementSigned: true });
  expect(await seenBy(member, id)).toMatchObject({ reviewState: 'APPROVED' });
  await operator.do('updateAccount', { accountId: provider.id, roles: ['MEMBER'] });
  expect(await listedFor(member)).toEqual([]);
});

test('a submission that is approved without a signed agreement is listed once the agreement is signed', async () => {
  const id = await submitted();
  await operator.do('updateAccount', { accountId: provider.id, agreementSigned: false });
  await review(operator, id);
  const { member } = await others();
  expect(await seenBy(member, id)).toBeNull();
  await operator.do('updateAccount', { accountId: provider.id, agreementSigned: true });
  expect(await seenBy(member, id)).not.toBeNull();
});

test('marketplace images count neither to the image limit nor to the daily limit', async () => {
  const poor = await world.account({
    roles: ['PROVIDER'],
    agreementSigned: true,
    imagesPerRegion: 1,
    operationsPerDay: 0,
  });
  const own = await world.image(poor);
  for (const name of ['one', 'two', 'three']) {
    expect((await submit(poor, { imageId: own.id, name })).__typename).toBe('SubmitMarketplaceImagePayload');
  }
  expect((await world.ledger(poor)).map(({ kind, counted }) => [kind, Boolean(counted)])).toEqual(
    Array(3).fill(['SUBMIT_MARKETPLACE_IMAGE', false]),
  );
});

test.each(['-0.01', '0.0000001', '1e3', '', '1000001', 'free'])(
  'submitMarketplaceImage rejects the price %p with BAD_USER_INPUT',
  async (hourlyPrice) => {
    const before = await world.contents();
    const { body } = await provider.ask(
      'mutation ($input: SubmitMarketplaceImageInput!) { submitMarketplaceImage(input: $input) { __typename } }',
      {
        input: { imageId: content.id, name: 'x', hourlyPrice },
      },
    );
    expect(body.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.hourlyPrice' });
    expect(await world.contents()).toEqual(before);
  },
);
