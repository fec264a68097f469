import type { Image } from '../../../src/entities/image';
import { ledgerRows, dayIsOver, done, importInto, denial, refused, used } from '../../support/denials';
import { World, mutationText, type Asker } from '../../support/world';

/** Operators set any account's three limits, up or down; what exists stays. */

let world: World;
let owner: Asker;
let operator: Asker;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account();
  operator = await world.account({ roles: ['OPERATOR'] });
  image = await world.image(owner);
});
afterEach(() => world.close());

const set = (limits: object, accountId = owner.id) => done(operator, 'updateAccount', { accountId, limits });
const rename = (name: string) => ({ imageId: image.id, name });
const lineAbout = (subjectId: string) => ({ regionId: 'ap-guangzhou', subjectId });
const imagesFull = (limit: number, holds: number) =>
  denial(
    'IMAGE_LIMIT',
    `At most ${limit} custom images per account and region: ap-guangzhou holds ${holds}, 1 more would be ${holds + 1}. Delete one, or ask an operator for a higher limit.`,
    { limit, used: holds, subjects: ['ap-guangzhou'] },
  );
const sharesFull = (limit: number, holding: number) =>
  denial(
    'SHARE_LIMIT',
    `At most ${limit} accounts per image: ${holding} hold a share, 1 more would be ${holding + 1}. Unshare some, or ask an operator for a higher limit.`,
    { limit, used: holding, subjects: [image.id] },
  );

test('those left out stay, and nobody else’s change', async () => {
  const text = '{ viewer { limits { imagesPerRegion sharesPerImage operationsPerDay } } }';
  const other = await world.account();
  const usual = { imagesPerRegion: 10, sharesPerImage: 50, operationsPerDay: 5 };
  expect((await set({ imagesPerRegion: 12 })).limits).toEqual({ ...usual, imagesPerRegion: 12 });
  expect((await set({ operationsPerDay: 0 })).limits).toEqual({ ...usual, imagesPerRegion: 12, operationsPerDay: 0 });
  expect((await set({ sharesPerImage: 10_000 })).limits).toEqual((await owner.data(text)).viewer.limits);
  expect((await other.data(text)).viewer.limits).toEqual(usual);
  const sub = await world.account({ rootId: owner.id });
  expect((await sub.data(text)).viewer.limits).toEqual({
    imagesPerRegion: 12,
    sharesPerImage: 10_000,
    operationsPerDay: 0,
  });
});

describe('images per region', () => {
  const importRefused = (limit: number, holds: number) =>
    refused(world, owner, 'importImage', importInto(), imagesFull(limit, holds), lineAbout('ap-guangzhou'));

  test('raised: the 11th passes, the 12th not', async () => {
    await world.images(owner, 9);
    await importRefused(10, 10);
    await set({ imagesPerRegion: 11 });
    await done(owner, 'importImage', importInto());
    await importRefused(11, 11);
  });

  test('lowered: what exists stays and stays usable, one more only once there is room', async () => {
    const [more] = await world.images(owner, 2);
    await set({ imagesPerRegion: 2 });
    await importRefused(2, 3);
    expect((await owner.data('{ images(filter: { types: [CUSTOM] }) { totalCount } }')).images.totalCount).toBe(3);
    await done(owner, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    await done(owner, 'copyImage', { imageId: image.id, regionIds: ['ap-beijing'] });
    const text = '{ viewer { quota(regionId: "ap-guangzhou") { images { limit used remaining resetsAt } } } }';
    expect((await owner.data(text)).viewer.quota.images).toEqual({ limit: 2, used: 3, remaining: 0, resetsAt: null });

    await done(owner, 'deleteImage', { imageId: more!.id });
    await importRefused(2, 2);
  });

  test('none at all', async () => {
    await set({ imagesPerRegion: 0 });
    await importRefused(0, 1);
    await refused(
      world,
      owner,
      'copyImage',
      { imageId: image.id, regionIds: ['ap-beijing'] },
      denial(
        'IMAGE_LIMIT',
        'At most 0 custom images per account and region: ap-beijing holds 0, 1 more would be 1. Delete one, or ask an operator for a higher limit.',
        { limit: 0, used: 0, subjects: ['ap-beijing'] },
      ),
      lineAbout(image.id),
    );
  });
});

describe('shares per image', () => {
  let ids: string[];
  const share = (accountId: string) => ({ imageId: image.id, accountIds: [accountId] });
  const shareRefused = (accountId: string, limit: number, holding: number) =>
    refused(world, owner, 'shareImage', share(accountId), sharesFull(limit, holding), lineAbout(image.id));
  beforeEach(async () => {
    const accounts = await world.recipients(53);
    ids = accounts.slice(50).map(({ id }) => id);
    await world.share(image, accounts.slice(0, 50));
    await set({ operationsPerDay: 100 });
  });

  test('raised: the 51st passes, the 52nd not', async () => {
    await shareRefused(ids[0]!, 50, 50);
    await set({ sharesPerImage: 51 });
    await done(owner, 'shareImage', share(ids[0]!));
    await shareRefused(ids[1]!, 51, 51);
  });

  test('lowered: who holds a share keeps it, no other gets one until there is room', async () => {
    const recipient = await world.account();
    await set({ sharesPerImage: 51 });
    await done(owner, 'shareImage', share(recipient.id));
    await set({ sharesPerImage: 1 });
    await shareRefused(ids[0]!, 1, 51);
    await done(recipient, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    // To take back is always possible, and the list of holders is answered whole.
    const { image: seen } = await owner.data('query ($id: ID!) { image(id: $id) { shares { account { id } } } }', {
      id: image.id,
    });
    const holders: string[] = seen.shares.map((row: { account: { id: string } }) => row.account.id);
    expect(holders).toHaveLength(51);
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: holders.slice(0, 50) });
    await shareRefused(ids[0]!, 1, 1);
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: holders.slice(50) });
    await done(owner, 'shareImage', share(ids[0]!));
  });

  test('none at all', async () => {
    image = await world.image(owner);
    await set({ sharesPerImage: 0 });
    await shareRefused(ids[0]!, 0, 0);
  });
});

describe('operations per day', () => {
  test('raised is the way out for an account that must revoke a share today', async () => {
    const recipient = await world.account();
    await world.share(image, [recipient]);
    for (let n = 0; n < 5; n += 1) await done(owner, 'updateImage', rename(`name ${n}`));
    const revoke = { imageId: image.id, accountIds: [recipient.id] };
    await refused(world, owner, 'unshareImage', revoke, dayIsOver(), lineAbout(image.id));
    await set({ operationsPerDay: 6 });
    await done(owner, 'unshareImage', revoke);
    await refused(world, owner, 'updateImage', rename('more'), dayIsOver('ap-guangzhou', 6), lineAbout(image.id));
  });

  test('lowered: what was done today stays done and counts', async () => {
    for (let n = 0; n < 3; n += 1) await done(owner, 'updateImage', rename(`name ${n}`));
    await set({ operationsPerDay: 2 });
    await refused(world, owner, 'updateImage', rename('more'), dayIsOver('ap-guangzhou', 2, 3), lineAbout(image.id));
    await set({ operationsPerDay: 4 });
    await done(owner, 'updateImage', rename('the fourth'));
  });

  test('none at all: the first is refused, and what does not count still goes through', async () => {
    await set({ operationsPerDay: 0 });
    await refused(world, owner, 'updateImage', rename('one'), dayIsOver('ap-guangzhou', 0), lineAbout(image.id));
    await done(owner, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    expect(await used(owner)).toEqual({ images: 1, today: 0 });
  });
});

describe('who may, and how far', () => {
  test.each([-1, 10_001])('%d is no limit', async (operationsPerDay) => {
    const before = [await world.contents(), await ledgerRows(world)];
    const { body } = await operator.ask(mutationText('updateAccount'), {
      input: { accountId: owner.id, limits: { operationsPerDay } },
    });
    expect(body.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field: 'input.limits.operationsPerDay' } },
    ]);
    expect([await world.contents(), await ledgerRows(world)]).toEqual(before);
  });

  test('nobody else: others learn not even whether the account exists', async () => {
    const expected = denial('OPERATOR_ONLY', 'Only operators may do this; this account is not one.');
    for (const accountId of [owner.id, operator.id, 'acc-none']) {
      const call = { accountId, limits: { operationsPerDay: 100 } };
      await refused(world, owner, 'updateAccount', call, expected, { regionId: null, subjectId: accountId });
    }
  });

  test('of root accounts only: a sub-account has its root’s', async () => {
    const sub = await world.account({ rootId: owner.id });
    await refused(
      world,
      operator,
      'updateAccount',
      { accountId: sub.id, limits: { operationsPerDay: 100 } },
      denial('ROOT_ACCOUNTS_ONLY', 'This is a sub-account; name its root account instead.', { subjects: [sub.id] }),
      { regionId: null, subjectId: sub.id },
    );
  });
});
