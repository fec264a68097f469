import type { Image } from '../../src/entities/image';
import { denial, refused } from '../support/denials';
import { World, type ApiCaller } from '../support/world';

/** Tests that custom images of a suspended account cannot be launched and its marketplace images are unlisted. */

let world: World;
let owner: ApiCaller;
let recipient: ApiCaller;
let operator: ApiCaller;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account({ name: 'owner' });
  recipient = await world.account({ name: 'recipient' });
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  image = await world.image(owner);
  await world.share(image, [recipient]);
});
afterEach(() => world.close());

const suspend = (account: { id: string }, suspended = true) =>
  operator.do('updateAccount', { accountId: account.id, suspended });
const events = async () =>
  (
    await world.store.rows<{ change: string; imageId: string; everyone: unknown }>(
      'SELECT change, image_id AS "imageId", everyone FROM event ORDER BY seq',
    )
  ).map(({ change, imageId, everyone }) => [change, imageId, Boolean(everyone)]);
const ownerSuspended = (id: string) =>
  denial(
    'OWNER_SUSPENDED',
    'The account that owns this image is suspended; the image can be launched and restored from once an operator lifts the suspension.',
    { subjects: [id] },
  );

describe('a custom image of a suspended account', () => {
  beforeEach(() => suspend(owner));

  test('cannot be launched by a recipient, and only the ledger is written', async () => {
    const call = { imageId: image.id, instanceType: 'S' };
    await refused(world, recipient, 'launchInstances', call, ownerSuspended(image.id), {
      regionId: 'ap-guangzhou',
      subjectId: image.id,
    });
    const { launchQuote } = await recipient.data(
      'query ($id: ID!) { launchQuote(input: { imageId: $id, instanceType: "S" }) { ... on Denied { rule } } }',
      { id: image.id },
    );
    expect(launchQuote.rule).toBe('OWNER_SUSPENDED');
  });

  test('is denied with OWNER_SUSPENDED by viewerCan on a page, and images of others are not', async () => {
    const other = await world.image(await world.account());
    await world.share(other, [recipient]);
    const own = await world.image(recipient);
    const { images } = await recipient.data(
      '{ images(first: 10) { nodes { id viewerCan { launch { denied { rule } } } } } }',
    );
    const rules = new Map(
      images.nodes.map((node: any) => [node.id, node.viewerCan.launch.denied?.rule]), // eslint-disable-line @typescript-eslint/no-explicit-any
    );
    expect([image, other, own, { id: 'img-public' }].map(({ id }) => rules.get(id))).toEqual([
      'OWNER_SUSPENDED',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('can be launched again once the suspension is lifted', async () => {
    await suspend(owner, false);
    const launched = await recipient.do('launchInstances', { imageId: image.id, instanceType: 'S' });
    expect(launched.__typename).toBe('LaunchInstancesPayload');
  });

  test('has instances that can still be captured and terminated', async () => {
    const instance = await world.instance(recipient, { imageId: image.id });
    const { image: made } = await recipient.do('createImage', { instanceId: instance.id, name: 'saved' });
    expect(made.state).toBe('AVAILABLE');
    expect((await recipient.do('launchInstances', { imageId: made.id, instanceType: 'S' })).__typename).toBe(
      'LaunchInstancesPayload',
    );
    expect((await recipient.do('terminateInstances', { instanceIds: [instance.id] })).instances).toMatchObject([
      { state: 'TERMINATED' },
    ]);
  });
});

test('images of a suspended sub-account’s root and public images of a suspended account can be launched', async () => {
  const sub = await world.account({ rootId: owner.id });
  await suspend(sub);
  const launch = (imageId: string) => recipient.do('launchInstances', { imageId, instanceType: 'S' });
  expect((await launch(image.id)).__typename).toBe('LaunchInstancesPayload');
  const published = await world.publicImage('ap-guangzhou', { ownerId: owner.id });
  await suspend(owner);
  expect((await launch(published.id)).__typename).toBe('LaunchInstancesPayload');
  expect((await sub.ask('{ regions { id } }')).status).toBe(403);
});

describe('marketplace images of a suspended provider', () => {
  let provider: ApiCaller;
  let listed: Image;
  let pending: Image;
  beforeEach(async () => {
    provider = await world.account({ roles: ['PROVIDER'], agreementSigned: true });
    const offered = { kind: 'MARKETPLACE', origin: 'MARKETPLACE', baseImageId: null } as const;
    listed = await world.image(provider, { ...offered, reviewState: 'APPROVED' });
    pending = await world.image(provider, { ...offered, reviewState: 'PENDING' });
    await world.image(provider, { ...offered, reviewState: 'REJECTED' });
  });
  const seen = async (caller: ApiCaller) =>
    (await caller.data('query ($id: ID!) { image(id: $id) { id } }', { id: listed.id })).image !== null;

  test('are unlisted and hidden until the suspension is lifted, with events for everyone', async () => {
    await suspend(provider);
    expect([await seen(recipient), await seen(world.anybody), await seen(operator)]).toEqual([false, false, true]);
    expect(await recipient.do('launchInstances', { imageId: listed.id, instanceType: 'S' })).toMatchObject({
      rule: 'IMAGE_NOT_FOUND',
    });
    await suspend(provider, false);
    expect([await seen(recipient), await seen(world.anybody)]).toEqual([true, true]);
    expect(await events()).toEqual([
      ['UNLISTED', listed.id, true],
      ['LISTED', listed.id, true],
    ]);
  });

  test('that a review approves are listed once the suspension is lifted', async () => {
    await suspend(provider);
    const { image: reviewed } = await operator.do('reviewMarketplaceImage', {
      imageId: pending.id,
      verdict: 'APPROVE',
    });
    expect(reviewed.id).toBe(pending.id);
    const visible = async () =>
      (await world.anybody.data('query ($id: ID!) { image(id: $id) { id } }', { id: pending.id })).image;
    expect(await visible()).toBeNull();
    await suspend(provider, false);
    expect(await visible()).toEqual({ id: pending.id });
  });

  test('stay unlisted where the agreement ended during the suspension', async () => {
    await suspend(provider);
    await operator.do('updateAccount', { accountId: provider.id, agreementSigned: false });
    await suspend(provider, false);
    expect(await seen(recipient)).toBe(false);
    expect(await events()).toEqual([['UNLISTED', listed.id, true]]);
  });
});
