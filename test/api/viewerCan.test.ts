import type { Image } from '../../src/entities/image';
import { dayIsOver, done, denial, viewerCan } from '../support/denials';
import { World, type ApiCaller } from '../support/world';

/**
 * Tests `viewerCan` beyond the relation: its decisions without arguments, and that with arguments its denial is that of
 * the mutation, word by word. Every denial that `refused` asserts elsewhere is compared with `viewerCan` too.
 */

let world: World;
let owner: ApiCaller;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account();
  image = await world.image(owner);
});
afterEach(() => world.close());

const YES = { allowed: true, denied: null };
const NO = (rule: string, message: string, rest: object = {}) => ({
  allowed: false,
  denied: { __typename: 'Denied', ...denial(rule, message, rest) },
});
const can = (mutation: string, caller = owner, of = image) => viewerCan(caller, mutation, { imageId: of.id });

describe('viewerCan without arguments', () => {
  test('decides copy without the rules of the destination', async () => {
    for (const regionId of ['ap-beijing', 'ap-shanghai', 'ap-hongkong']) await world.images(owner, 10, { regionId });
    expect(await can('copyImage')).toEqual(YES);
  });

  test('denies copy from a region that does not support it', async () => {
    const there = await world.image(owner, { regionId: 'ap-singapore' });
    expect(await can('copyImage', owner, there)).toEqual(
      NO('COPY_REGION_UNSUPPORTED', 'No image copy from or to ap-singapore.', { subjects: ['ap-singapore'] }),
    );
  });

  test('decides share for one more recipient', async () => {
    const accounts = await world.recipients(50);
    await world.share(image, accounts.slice(0, 49));
    expect(await can('shareImage')).toEqual(YES);
    await world.share(image, accounts.slice(49));
    expect(await can('shareImage')).toEqual(
      NO(
        'SHARE_LIMIT',
        'At most 50 accounts per image: 50 hold a share, 1 more would be 51. Unshare some, or ask an operator for a higher limit.',
        { limit: 50, used: 50, subjects: [image.id] },
      ),
    );
  });

  test('denies unshare where there is no recipient', async () => {
    expect(await can('unshareImage')).toEqual(NO('NOT_SHARED', 'No account holds a share.'));
    await world.share(image, await world.recipients(1));
    expect(await can('unshareImage')).toEqual(YES);
  });

  test('decides restore without an instance', async () => {
    expect(await can('restoreInstance')).toEqual(YES);
  });

  test('denies operations by the daily limit of the image’s region', async () => {
    const elsewhere = await world.image(owner, { regionId: 'ap-beijing' });
    for (let n = 0; n < 5; n += 1) await done(owner, 'updateImage', { imageId: image.id, name: `name ${n}` });
    await world.share(image, await world.recipients(1));
    for (const mutation of ['updateImage', 'copyImage', 'shareImage', 'unshareImage']) {
      expect(await can(mutation)).toEqual({ allowed: false, denied: { __typename: 'Denied', ...dayIsOver() } });
      if (mutation !== 'unshareImage') expect(await can(mutation, owner, elsewhere)).toEqual(YES);
    }
    for (const mutation of ['launchInstances', 'restoreInstance']) expect(await can(mutation)).toEqual(YES);
  });

  test('denies everything to anonymous callers without a reason', async () => {
    for (const mutation of [
      'launchInstances',
      'restoreInstance',
      'updateImage',
      'copyImage',
      'shareImage',
      'leaveImage',
    ])
      expect(await viewerCan(world.anybody, mutation, { imageId: 'img-public' })).toEqual({
        allowed: false,
        denied: null,
      });
  });
});

describe('viewerCan has the denial of the mutation, with ids in either order,', () => {
  /** Returns the ids in both orders, as either side may sort them. */
  const orders = (ids: string[]) => [[...ids].sort(), [...ids].sort().reverse()];
  async function agree(mutation: string, input: object, rule: string, subjects: string[]): Promise<void> {
    const call = { imageId: image.id, ...input };
    const answer = await owner.do(mutation, call);
    expect(answer).toMatchObject({ __typename: 'Denied', rule });
    expect([...answer.subjects].sort()).toEqual([...subjects].sort());
    expect(await viewerCan(owner, mutation, call)).toEqual({ allowed: false, denied: answer });
  }

  test.each([
    ['REGION_UNAVAILABLE', ['ap-mumbai', 'eu-moscow']],
    ['COPY_REGION_UNSUPPORTED', ['ap-singapore', 'ap-tokyo', 'eu-frankfurt']],
    ['REGION_NOT_FOUND', ['no-region', 'none']],
  ])('for copy with %s', async (rule, ids) => {
    for (const regionIds of orders(ids)) await agree('copyImage', { regionIds }, rule, ids);
  });

  test('for copy with IMAGE_LIMIT', async () => {
    const ids = ['ap-beijing', 'ap-shanghai', 'ap-hongkong'];
    for (const [at, regionId] of ids.entries()) await world.images(owner, 10 + at, { regionId });
    for (const regionIds of orders(ids)) await agree('copyImage', { regionIds }, 'IMAGE_LIMIT', ids);
  });

  test('for share with ALREADY_SHARED', async () => {
    const accounts = await world.recipients(4);
    await world.share(image, accounts);
    const ids = accounts.map(({ id }) => id);
    for (const accountIds of orders(ids)) await agree('shareImage', { accountIds }, 'ALREADY_SHARED', ids);
  });

  test('for share with RECIPIENT_NOT_ROOT_ACCOUNT', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push((await world.account({ rootId: owner.id })).id);
    for (const accountIds of orders(ids)) await agree('shareImage', { accountIds }, 'RECIPIENT_NOT_ROOT_ACCOUNT', ids);
  });

  test('for share with ACCOUNT_NOT_FOUND', async () => {
    const ids = ['acc-none', 'acc-nobody', 'not an id'];
    for (const accountIds of orders(ids)) await agree('shareImage', { accountIds }, 'ACCOUNT_NOT_FOUND', ids);
  });

  test('for unshare with NOT_SHARED', async () => {
    const ids = (await world.recipients(4)).map(({ id }) => id);
    for (const accountIds of orders(ids)) await agree('unshareImage', { accountIds }, 'NOT_SHARED', ids);
  });

  test('for delete with IMAGE_IS_SHARED', async () => {
    const accounts = await world.recipients(4);
    await world.share(image, accounts);
    await agree(
      'deleteImage',
      {},
      'IMAGE_IS_SHARED',
      accounts.map(({ id }) => id),
    );
  });
});
