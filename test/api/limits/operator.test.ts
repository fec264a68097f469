import type { Image } from '../../../src/entities/image';
import { ledgerRows, dayIsOver, done, importInto, denial, refused, used } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests that operators raise and lower the three limits of any account, and that what exists stays. */

let world: World;
let owner: ApiCaller;
let operator: ApiCaller;
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
const entryAbout = (subjectId: string) => ({ regionId: 'ap-guangzhou', subjectId });
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

test('updateAccount leaves limits that are not named and limits of other accounts alone', async () => {
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

describe('the limit of images per region', () => {
  const importRefused = (limit: number, holds: number) =>
    refused(world, owner, 'importImage', importInto(), imagesFull(limit, holds), entryAbout('ap-guangzhou'));

  test('raised to 11 allows the 11th image and denies the 12th', async () => {
    await world.images(owner, 9);
    await importRefused(10, 10);
    await set({ imagesPerRegion: 11 });
    await done(owner, 'importImage', importInto());
    await importRefused(11, 11);
  });

  test('lowered below the number of images keeps them usable and denies another', async () => {
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

  test('of 0 denies imports and copies', async () => {
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
      entryAbout(image.id),
    );
  });
});

describe('the limit of shares per image', () => {
  let ids: string[];
  const share = (accountId: string) => ({ imageId: image.id, accountIds: [accountId] });
  const shareRefused = (accountId: string, limit: number, holding: number) =>
    refused(world, owner, 'shareImage', share(accountId), sharesFull(limit, holding), entryAbout(image.id));
  beforeEach(async () => {
    const accounts = await world.recipients(53);
    ids = accounts.slice(50).map(({ id }) => id);
    await world.share(image, accounts.slice(0, 50));
    await set({ operationsPerDay: 100 });
  });

  test('raised to 51 allows the 51st share and denies the 52nd', async () => {
    await shareRefused(ids[0]!, 50, 50);
    await set({ sharesPerImage: 51 });
    await done(owner, 'shareImage', share(ids[0]!));
    await shareRefused(ids[1]!, 51, 51);
  });

  test('lowered to 1 keeps existing shares and denies another until there is room', async () => {
    const recipient = await world.account();
    await set({ sharesPerImage: 51 });
    await done(owner, 'shareImage', share(recipient.id));
    await set({ sharesPerImage: 1 });
    await shareRefused(ids[0]!, 1, 51);
    await done(recipient, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    // Unsharing is always possible, and the list of shares is complete.
    const { image: seen } = await owner.data('query ($id: ID!) { image(id: $id) { shares { account { id } } } }', {
      id: image.id,
    });
    const recipients: string[] = seen.shares.map((row: { account: { id: string } }) => row.account.id);
    expect(recipients).toHaveLength(51);
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: recipients.slice(0, 50) });
    await shareRefused(ids[0]!, 1, 1);
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: recipients.slice(50) });
    await done(owner, 'shareImage', share(ids[0]!));
  });

  test('of 0 denies the first share', async () => {
    image = await world.image(owner);
    await set({ sharesPerImage: 0 });
    await shareRefused(ids[0]!, 0, 0);
  });
});

describe('the limit of operations per day', () => {
  test('raised to 6 lets an account that has used its five revoke a share', async () => {
    const recipient = await world.account();
    await world.share(image, [recipient]);
    for (let n = 0; n < 5; n += 1) await done(owner, 'updateImage', rename(`name ${n}`));
    const revoke = { imageId: image.id, accountIds: [recipient.id] };
    await refused(world, owner, 'unshareImage', revoke, dayIsOver(), entryAbout(image.id));
    await set({ operationsPerDay: 6 });
    await done(owner, 'unshareImage', revoke);
    await refused(world, owner, 'updateImage', rename('more'), dayIsOver('ap-guangzhou', 6), entryAbout(image.id));
  });

  test('lowered to 2 still counts the three operations of the day', async () => {
    for (let n = 0; n < 3; n += 1) await done(owner, 'updateImage', rename(`name ${n}`));
    await set({ operationsPerDay: 2 });
    await refused(world, owner, 'updateImage', rename('more'), dayIsOver('ap-guangzhou', 2, 3), entryAbout(image.id));
    await set({ operationsPerDay: 4 });
    await done(owner, 'updateImage', rename('the fourth'));
  });

  test('of 0 denies the first operation and allows a launch, which does not count', async () => {
    await set({ operationsPerDay: 0 });
    await refused(world, owner, 'updateImage', rename('one'), dayIsOver('ap-guangzhou', 0), entryAbout(image.id));
    await done(owner, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    expect(await used(owner)).toEqual({ images: 1, today: 0 });
  });
});

describe('updateAccount', () => {
  test.each([-1, 10_001])(
    'rejects %d as a limit of operations per day with BAD_USER_INPUT',
    async (operationsPerDay) => {
      const before = [await world.contents(), await ledgerRows(world)];
      const { body } = await operator.ask(mutationText('updateAccount'), {
        input: { accountId: owner.id, limits: { operationsPerDay } },
      });
      expect(body.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', field: 'input.limits.operationsPerDay' } },
      ]);
      expect([await world.contents(), await ledgerRows(world)]).toEqual(before);
    },
  );

  test('denies limits to accounts that are not operators without revealing whether the account exists', async () => {
    const expected = denial('OPERATOR_ONLY', 'Only operators may do this; this account is not one.');
    for (const accountId of [owner.id, operator.id, 'acc-none']) {
      const call = { accountId, limits: { operationsPerDay: 100 } };
      await refused(world, owner, 'updateAccount', call, expected, { regionId: null, subjectId: accountId });
    }
  });

  test('denies limits for a sub-account, which has those of its root account', async () => {
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
