import { Image } from '../../src/entities/image';
import { also, dayIsOver, done, imageNotFound, denial, refused } from '../support/denials';
import { World, type ApiCaller } from '../support/world';

/** Tests the states of an image, its lineage, and what ends and what stays when it is unshared or deleted. */

let world: World;
let owner: ApiCaller;
let recipient: ApiCaller;
let other: ApiCaller;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
  recipient = await world.account();
  other = await world.account();
  image = await world.image(owner);
});
afterEach(() => world.close());

const entry = (subjectId = image.id) => ({ regionId: 'ap-guangzhou', subjectId });
const read = async (caller: ApiCaller, selection: string, id = image.id) =>
  (await caller.data(`query ($id: ID!) { image(id: $id) { ${selection} } }`, { id })).image;
const share = (...callers: ApiCaller[]) =>
  done(owner, 'shareImage', { imageId: image.id, accountIds: callers.map(({ id }) => id) });
const unshare = (...callers: ApiCaller[]) =>
  done(owner, 'unshareImage', { imageId: image.id, accountIds: callers.map(({ id }) => id) });
const isShared = (...recipients: ApiCaller[]) =>
  denial(
    'IMAGE_IS_SHARED',
    recipients.length === 1
      ? '1 account still holds a share of this image; unshare it first.'
      : `${recipients.length} accounts still hold a share of this image; unshare it first.`,
    { used: recipients.length, subjects: recipients.map(({ id }) => id) },
  );

describe('an image that is not AVAILABLE', () => {
  const notReady = (state: string, needs = 'AVAILABLE') =>
    denial('IMAGE_NOT_READY', `The image is ${state}; this takes an image that is ${needs}.`, { subjects: [image.id] });
  const CALLS: [string, () => object][] = [
    ['launchInstances', () => ({ instanceType: 'S' })],
    ['updateImage', () => ({ name: 'renamed' })],
    ['copyImage', () => ({ regionIds: ['ap-beijing'] })],
    ['shareImage', () => ({ accountIds: [other.id] })],
    ['unshareImage', () => ({ accountIds: [recipient.id] })],
  ];

  describe.each(['CREATING', 'IMPORTING', 'COPYING', 'FAILED'] as const)('but %s', (state) => {
    beforeEach(async () => (image = await world.image(owner, { state })));

    test.each(CALLS)('is denied to %s until it is AVAILABLE', async (mutation, rest) => {
      await world.share(image, [recipient]);
      const input = { imageId: image.id, ...rest() };
      await refused(world, owner, mutation, input, notReady(state), entry());
      // The same call is allowed once the image is AVAILABLE.
      await world.store.write(({ manager }) => manager.update(Image, image.id, { state: 'AVAILABLE' }));
      await done(owner, mutation, input);
    });

    test('is denied to restoreInstance', async () => {
      const { id: instanceId } = await world.instance(owner);
      const input = { imageId: image.id, instanceId };
      await refused(world, owner, 'restoreInstance', input, notReady(state), entry(instanceId));
    });

    test('cannot be launched by a recipient, who may leave it', async () => {
      await world.share(image, [recipient]);
      const launch = { imageId: image.id, instanceType: 'S' };
      await refused(world, recipient, 'launchInstances', launch, notReady(state), entry());
      await done(recipient, 'leaveImage', { imageId: image.id });
    });

    test(`is ${state === 'FAILED' ? 'deleted' : 'denied'} by deleteImage`, async () => {
      const call = { imageId: image.id };
      if (state !== 'FAILED')
        return refused(world, owner, 'deleteImage', call, notReady(state, 'AVAILABLE or FAILED'), entry());
      await done(owner, 'deleteImage', call);
      expect(await read(owner, 'id')).toBeNull();
    });
  });

  test('but COPYING and shared is denied to deleteImage for both reasons, then by the daily limit', async () => {
    const account = await world.account({ operationsPerDay: 0 });
    image = await world.image(account, { state: 'COPYING' });
    await world.share(image, [recipient]);
    const denial = also(notReady('COPYING', 'AVAILABLE or FAILED'), isShared(recipient), dayIsOver('ap-guangzhou', 0));
    await refused(world, account, 'deleteImage', { imageId: image.id }, denial, entry());
  });
});

describe('deleting an image', () => {
  test('is denied while it has shares, with their number and their recipients in the order of the shares', async () => {
    const callers = [other, recipient, await world.account()];
    for (const caller of callers) {
      world.clock.now += 1;
      await share(caller);
    }
    const call = { imageId: image.id };
    await refused(world, owner, 'deleteImage', call, isShared(...callers), entry());
    await unshare(other, callers[2]!);
    await refused(world, owner, 'deleteImage', call, isShared(recipient), entry());
    await done(recipient, 'leaveImage', call);
    await done(owner, 'deleteImage', call);
  });

  test('hides it from deleteImage, leaveImage, launchInstances and the owner’s list', async () => {
    await done(owner, 'deleteImage', { imageId: image.id });
    const hidden = { regionId: null, subjectId: image.id };
    for (const mutation of ['deleteImage', 'leaveImage'])
      await refused(world, owner, mutation, { imageId: image.id }, imageNotFound(image.id), hidden);
    const launch = { imageId: image.id, instanceType: 'S' };
    await refused(world, owner, 'launchInstances', launch, imageNotFound(image.id), hidden);
    expect((await owner.data('{ images(filter: { types: [CUSTOM] }) { totalCount } }')).images.totalCount).toBe(0);
  });

  test('leaves its instances running, and they may still be made into an image of the same lineage', async () => {
    const { instances } = await done(owner, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    await done(owner, 'deleteImage', { imageId: image.id });
    const text = 'query ($id: ID!) { instance(id: $id) { state imageId image { id } } }';
    expect((await owner.data(text, { id: instances[0].id })).instance).toEqual({
      state: 'RUNNING',
      imageId: image.id,
      image: null,
    });
    const made = await done(owner, 'createImage', { instanceId: instances[0].id, name: 'rescued' });
    expect(await read(owner, 'baseImage { id } copiedFrom { id }', made.image.id)).toEqual({
      baseImage: { id: 'img-public' },
      copiedFrom: null,
    });
  });
});

describe('unsharing an image', () => {
  test('ends the recipient’s launches immediately and leaves its running instances alone', async () => {
    await share(recipient);
    const launch = { imageId: image.id, instanceType: 'S', count: 2 };
    const { instances } = await done(recipient, 'launchInstances', launch);
    await unshare(recipient);

    await refused(world, recipient, 'launchInstances', launch, imageNotFound(image.id), {
      regionId: null,
      subjectId: image.id,
    });
    const list = await recipient.data('{ instances { nodes { state imageId image { id } } } }');
    expect(list.instances.nodes).toEqual(Array(2).fill({ state: 'RUNNING', imageId: image.id, image: null }));
    await done(recipient, 'restoreInstance', { instanceId: instances[0].id, imageId: 'img-public' });
    await done(recipient, 'terminateInstances', { instanceIds: [instances[1].id] });
  });
});

describe('an image made from an instance that was launched from a shared image', () => {
  const FEE = 'hourlyFee { amount }';
  beforeEach(async () => {
    const windows = await world.publicImage('ap-hongkong', { osFamily: 'WINDOWS', platform: 'Windows' });
    const base = { regionId: 'ap-hongkong', osFamily: 'WINDOWS', platform: 'Windows', sizeGb: 60 } as const;
    image = await world.image(owner, { ...base, baseImageId: windows.id });
    await share(recipient);
  });

  test.each([
    ['while it is shared', async () => undefined],
    ['after it was unshared', () => unshare(recipient)],
    [
      'after it was deleted',
      async () => [await unshare(recipient), await done(owner, 'deleteImage', { imageId: image.id })],
    ],
  ])('%s belongs to the account that made it, and keeps lineage and fee', async (_when, meanwhile) => {
    const { instances } = await done(recipient, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    const fee = await read(recipient, FEE);
    expect(Number(fee.hourlyFee.amount)).toBeGreaterThan(0);
    await meanwhile();
    const made = await done(recipient, 'createImage', {
      instanceId: instances[0].id,
      name: 'mine',
      description: 'own',
    });
    const whole = `name description type region { id } owner { id } origin osFamily platform sizeGb state reviewState
      shareCount warnings { code } baseImage { id } copiedFrom { id } ${FEE}`;
    expect(await read(recipient, whole, made.image.id)).toEqual({
      name: 'mine',
      description: 'own',
      type: 'CUSTOM',
      region: { id: 'ap-hongkong' },
      owner: { id: recipient.id },
      origin: 'INSTANCE',
      osFamily: 'WINDOWS',
      platform: 'Windows',
      sizeGb: 60,
      state: 'AVAILABLE',
      reviewState: 'UNREVIEWED',
      shareCount: 0,
      warnings: [{ code: 'UNREVIEWED_LINEAGE' }],
      baseImage: { id: image.baseImageId },
      copiedFrom: null,
      ...fee,
    });
    // The account may change the image as one of its own; the owner of the shared image does not see it.
    await done(recipient, 'updateImage', { imageId: made.image.id, name: 'renamed' });
    expect(await read(owner, 'id', made.image.id)).toBeNull();
    expect((await world.ledger(recipient)).map(({ kind, subjectId }) => [kind, subjectId])).toContainEqual([
      'CREATE_IMAGE',
      made.image.id,
    ]);
  });

  test('has no base image where the shared image was imported', async () => {
    image = await world.image(owner, { origin: 'IMPORT', baseImageId: null });
    await share(recipient);
    const { instances } = await done(recipient, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    const made = await done(recipient, 'createImage', { instanceId: instances[0].id, name: 'mine' });
    expect((await read(recipient, 'baseImage { id }', made.image.id)).baseImage).toBeNull();
  });
});
