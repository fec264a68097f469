import type { Image } from '../../../src/entities/image';
import { done, imageNotFound, launchOnly, denial, refused, used } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/** Tests that a sub-account acts for its root account, on its images and under its limits. */

let world: World;
let root: ApiCaller;
let sub: ApiCaller;
let sibling: ApiCaller;
let recipient: ApiCaller;
let recipientsSub: ApiCaller;
let member: ApiCaller;
let custom: Image;

beforeEach(async () => {
  world = await World.open();
  root = await world.account({ name: 'root' });
  sub = await world.account({ name: 'sub', rootId: root.id });
  sibling = await world.account({ name: 'sibling', rootId: root.id });
  recipient = await world.account({ name: 'recipient' });
  recipientsSub = await world.account({ name: 'sub of the recipient', rootId: recipient.id });
  member = await world.account({ name: 'member' });
  custom = await world.image(root, { name: 'golden' });
});
afterEach(() => world.close());

const entries = async (of: ApiCaller) =>
  (await world.ledger(of)).map(({ kind, actorId, outcome, counted }) => [kind, actorId, outcome, counted]);

describe('a sub-account with an image of its root account', () => {
  test('may do what its root account may, in the root’s ledger as the actor', async () => {
    const imageId = custom.id;
    const instance = await world.instance(root);
    expect((await done(sub, 'launchInstances', { imageId, instanceType: 'S' })).warnings).toEqual([]);
    await done(sub, 'restoreInstance', { imageId, instanceId: instance.id });
    await done(sub, 'updateImage', { imageId, name: 'renamed' });
    const { images } = await done(sub, 'copyImage', { imageId, regionIds: ['ap-beijing'] });
    await done(sub, 'shareImage', { imageId, accountIds: [recipient.id] });
    await done(sub, 'unshareImage', { imageId, accountIds: [recipient.id] });
    await done(sub, 'deleteImage', { imageId });
    await done(sub, 'terminateInstances', { instanceIds: [instance.id] });

    expect(images).toMatchObject([{ owner: { id: root.id }, type: 'CUSTOM', name: 'renamed' }]);
    expect(await entries(root)).toEqual([
      ['LAUNCH_INSTANCES', sub.id, 'DONE', 0],
      ['RESTORE_INSTANCE', sub.id, 'DONE', 0],
      ['UPDATE_IMAGE', sub.id, 'DONE', 1],
      ['COPY_IMAGE', sub.id, 'DONE', 1],
      ['SHARE_IMAGE', sub.id, 'DONE', 1],
      ['UNSHARE_IMAGE', sub.id, 'DONE', 1],
      ['DELETE_IMAGE', sub.id, 'DONE', 1],
      ['TERMINATE_INSTANCES', sub.id, 'DONE', 0],
    ]);
    expect(await entries(sub)).toEqual([]);
    expect([await used(root), await used(sub), await used(sibling)]).toEqual(Array(3).fill({ images: 0, today: 5 }));
  });

  test('makes images and instances that belong to the root account and that its siblings may use', async () => {
    const { instances } = await done(sub, 'launchInstances', { imageId: custom.id, instanceType: 'S' });
    const { image } = await done(sub, 'createImage', { instanceId: instances[0].id, name: 'made' });
    expect(image).toMatchObject({ owner: { id: root.id }, type: 'CUSTOM' });
    const { shares } = await done(sibling, 'shareImage', { imageId: image.id, accountIds: [recipient.id] });
    expect(shares).toMatchObject([{ account: { id: recipient.id } }]);
    await done(root, 'terminateInstances', { instanceIds: [instances[0].id] });
    expect((await entries(root)).map(([kind, actor]) => [kind, actor])).toEqual([
      ['LAUNCH_INSTANCES', sub.id],
      ['CREATE_IMAGE', sub.id],
      ['SHARE_IMAGE', sibling.id],
      ['TERMINATE_INSTANCES', root.id],
    ]);
  });

  test('reads the ledger of the root account, with the actor of each operation', async () => {
    await done(sub, 'updateImage', { imageId: custom.id, name: 'one' });
    await done(root, 'updateImage', { imageId: custom.id, name: 'two' });
    for (const caller of [root, sub, sibling]) {
      const { viewer } = await caller.data('{ viewer { operations { nodes { actor { id } subjectId } } } }');
      expect(viewer.operations.nodes).toEqual([
        { actor: { id: root.id }, subjectId: custom.id },
        { actor: { id: sub.id }, subjectId: custom.id },
      ]);
    }
  });

  test('cannot leave it', () =>
    refused(
      world,
      sub,
      'leaveImage',
      { imageId: custom.id },
      denial('NOT_SHARED', 'This account owns the image; there is no share to leave.', { subjects: [root.id] }),
      { rootId: root.id, regionId: 'ap-guangzhou', subjectId: custom.id },
    ));
});

describe('a sub-account with an image that is shared with its root account', () => {
  beforeEach(() => world.share(custom, [recipient]));

  test('sees it as SHARED and launches it with the warning', async () => {
    const { image } = await recipientsSub.data('query ($id: ID!) { image(id: $id) { type sharedAt shares { id } } }', {
      id: custom.id,
    });
    expect(image).toEqual({ type: 'SHARED', sharedAt: '2026-03-03T12:00:00.000Z', shares: null });
    const { warnings } = await done(recipientsSub, 'launchInstances', { imageId: custom.id, instanceType: 'S' });
    expect(warnings).toMatchObject([{ code: 'UNREVIEWED_SOURCE' }]);
    expect(await entries(recipient)).toEqual([['LAUNCH_INSTANCES', recipientsSub.id, 'DONE', 0]]);
  });

  test.each([
    ['updateImage', { name: 'mine' }],
    ['copyImage', { regionIds: ['ap-beijing'] }],
    ['shareImage', { accountIds: ['acc-platform'] }],
    ['unshareImage', { accountIds: ['acc-platform'] }],
    ['deleteImage', {}],
  ])('is denied %s as its root account is, in the root’s ledger', (mutation, input) =>
    refused(world, recipientsSub, mutation, { imageId: custom.id, ...input }, launchOnly(custom.id), {
      rootId: recipient.id,
      regionId: 'ap-guangzhou',
      subjectId: custom.id,
    }),
  );

  test('leaves it for its root account', async () => {
    await done(recipientsSub, 'leaveImage', { imageId: custom.id });
    const text = 'query ($id: ID!) { image(id: $id) { id } }';
    expect(await recipient.data(text, { id: custom.id })).toEqual({ image: null });
    expect(await entries(recipient)).toEqual([['LEAVE_IMAGE', recipientsSub.id, 'DONE', 0]]);
    expect(await entries(root)).toEqual([]);
  });
});

test('a sub-account cannot find an image of another account, as its root account cannot', async () => {
  const strangersSub = await world.account({ rootId: member.id });
  await refused(world, strangersSub, 'deleteImage', { imageId: custom.id }, imageNotFound(custom.id), {
    rootId: member.id,
    regionId: null,
    subjectId: custom.id,
  });
});

describe('a share', () => {
  const notRoot = (...subjects: string[]) =>
    denial(
      'RECIPIENT_NOT_ROOT_ACCOUNT',
      subjects.length === 1
        ? '1 account named here is a sub-account; share with the root account.'
        : `${subjects.length} accounts named here are sub-accounts; share with the root account.`,
      { subjects },
    );
  const entry = () => ({ regionId: 'ap-guangzhou', subjectId: custom.id });

  test.each([
    ['another account’s sub-account', () => [recipientsSub.id]],
    ['the owner’s sub-account', () => [sub.id]],
  ])('is denied to %s', (_whose, accountIds) =>
    refused(
      world,
      root,
      'shareImage',
      { imageId: custom.id, accountIds: accountIds() },
      notRoot(...accountIds()),
      entry(),
    ),
  );

  test('is denied to all accounts of a call with one sub-account among them', () =>
    refused(
      world,
      root,
      'shareImage',
      { imageId: custom.id, accountIds: [recipient.id, recipientsSub.id, member.id] },
      notRoot(recipientsSub.id),
      entry(),
    ));

  test('is denied to the owner, also where a sub-account of the owner shares', async () => {
    const self = denial('SHARE_WITH_SELF', 'This account owns the image already.', { subjects: [root.id] });
    await refused(world, root, 'shareImage', { imageId: custom.id, accountIds: [root.id] }, self, entry());
    await refused(world, sub, 'shareImage', { imageId: custom.id, accountIds: [root.id] }, self, {
      ...entry(),
      rootId: root.id,
    });
  });
});
