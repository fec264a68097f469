import type { Account } from '../../../src/entities/account';
import type { Image } from '../../../src/entities/image';
import { also, dayIsOver, done, denial, refused } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/** Tests the limit of fifty accounts per image through the API: both sides, one by one and in batches. */

let world: World;
let owner: ApiCaller;
let image: Image;
let accounts: Account[];
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
  image = await world.image(owner);
  accounts = await world.recipients(52);
});
afterEach(() => world.close());

const full = (holding: number, adding: number, limit = 50) =>
  denial(
    'SHARE_LIMIT',
    `At most ${limit} accounts per image: ${holding} hold a share, ${adding} more would be ${holding + adding}. Unshare some, or ask an operator for a higher limit.`,
    { limit, used: holding, subjects: [image.id] },
  );
const ids = (from: number, to: number) => accounts.slice(from, to).map(({ id }) => id);
const share = (...accountIds: string[]) => done(owner, 'shareImage', { imageId: image.id, accountIds });
const refusesTo = (accountIds: string[], denial = full(50, accountIds.length)) =>
  refused(world, owner, 'shareImage', { imageId: image.id, accountIds }, denial, {
    regionId: image.regionId,
    subjectId: image.id,
  });
const recipients = async (id = image.id) => {
  const text = 'query ($id: ID!) { image(id: $id) { shareCount shares { account { id } } } }';
  const { shareCount, shares } = (await owner.data(text, { id })).image;
  expect(shareCount).toBe(shares.length);
  return shares.map((row: { account: { id: string } }) => row.account.id);
};

describe('the share limit', () => {
  test('allows the 50th share and denies the 51st one by one', async () => {
    for (const id of ids(0, 50)) await share(id);
    await refusesTo(ids(50, 51));
    expect(new Set(await recipients())).toEqual(new Set(ids(0, 50)));
  });

  test('allows 50 shares and denies 51 in one call', async () => {
    await refusesTo(ids(0, 51), full(0, 51));
    const { shares } = await share(...ids(0, 50));
    expect(shares.map((row: { account: { id: string } }) => row.account.id)).toEqual(ids(0, 50));
    await refusesTo(ids(50, 51));
  });

  test('denies a batch that would exceed it as a whole, the shares that would fit included', async () => {
    await world.share(image, accounts.slice(0, 48));
    await refusesTo(ids(48, 51), full(48, 3));
    await share(...ids(48, 50));
    expect(await recipients()).toHaveLength(50);
  });

  test('counts an account that is named twice once', async () => {
    await world.share(image, accounts.slice(0, 48));
    const { shares } = await share(...ids(48, 50), ...ids(48, 50));
    expect(shares).toHaveLength(2);
    await refusesTo([...ids(50, 51), ...ids(50, 51)], full(50, 1));
  });
});

describe('an image with all 50 shares', () => {
  beforeEach(() => world.share(image, accounts.slice(0, 50)));

  test('takes one new share for each that is taken back', async () => {
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: ids(0, 2) });
    await share(...ids(50, 52));
    await refusesTo(ids(0, 1));
  });

  test('takes a new share once a recipient leaves', async () => {
    const recipient = await world.account();
    await done(owner, 'unshareImage', { imageId: image.id, accountIds: ids(0, 1) });
    await share(recipient.id);
    await refusesTo(ids(0, 1));
    await done(recipient, 'leaveImage', { imageId: image.id });
    await share(...ids(0, 1));
    await refusesTo([recipient.id]);
  });

  test('denies a second share of a recipient with ALREADY_SHARED alone', () =>
    refusesTo(
      ids(7, 8),
      denial('ALREADY_SHARED', '1 account named here holds a share already.', { subjects: ids(7, 8) }),
    ));

  test('denies a recipient and a new account in one call with ALREADY_SHARED and SHARE_LIMIT', () =>
    refusesTo(
      [accounts[7]!.id, accounts[50]!.id],
      also(
        denial('ALREADY_SHARED', '1 account named here holds a share already.', { subjects: ids(7, 8) }),
        full(50, 1),
      ),
    ));

  test('leaves 50 shares to another image of the account', async () => {
    const other = await world.image(owner);
    await done(owner, 'shareImage', { imageId: other.id, accountIds: ids(0, 50) });
  });
});

test('a copy of an image starts with no shares and takes 50', async () => {
  await world.share(image, accounts.slice(0, 50));
  const { images } = await done(owner, 'copyImage', { imageId: image.id, regionIds: ['ap-beijing'] });
  const [{ id: imageId }] = images;
  expect(await recipients(imageId)).toEqual([]);
  await done(owner, 'shareImage', { imageId, accountIds: ids(0, 50) });
  expect(await recipients(imageId)).toHaveLength(50);
  expect(await recipients()).toHaveLength(50);
});

test('a denied share names recipients, region, share limit and daily limit in this order', async () => {
  const account = await world.account();
  const sub = await world.account({ rootId: account.id });
  image = await world.image(account);
  await world.share(image, accounts.slice(0, 50));
  for (let n = 0; n < 5; n += 1) await done(account, 'updateImage', { imageId: image.id, name: `name ${n}` });
  const accountIds = [account.id, sub.id, accounts[0]!.id, accounts[50]!.id];
  await refused(
    world,
    account,
    'shareImage',
    { imageId: image.id, accountIds, regionId: 'ap-beijing' },
    also(
      denial('SHARE_WITH_SELF', 'This account owns the image already.', { subjects: [account.id] }),
      denial('ALREADY_SHARED', '1 account named here holds a share already.', { subjects: ids(0, 1) }),
      denial('RECIPIENT_NOT_ROOT_ACCOUNT', '1 account named here is a sub-account; share with the root account.', {
        subjects: [sub.id],
      }),
      denial(
        'SHARE_STAYS_IN_REGION',
        'The image is in ap-guangzhou; it cannot be shared into ap-beijing. Copy it there and share the copy.',
        { subjects: ['ap-beijing'] },
      ),
      full(50, 1),
      dayIsOver(),
    ),
    { regionId: 'ap-guangzhou', subjectId: image.id },
  );
});

test('a share into another region than its image’s is denied, and into the same region is not', async () => {
  await refused(
    world,
    owner,
    'shareImage',
    { imageId: image.id, accountIds: ids(0, 1), regionId: 'ap-hongkong' },
    denial(
      'SHARE_STAYS_IN_REGION',
      'The image is in ap-guangzhou; it cannot be shared into ap-hongkong. Copy it there and share the copy.',
      { subjects: ['ap-hongkong'] },
    ),
    { regionId: 'ap-guangzhou', subjectId: image.id },
  );
  await done(owner, 'shareImage', { imageId: image.id, accountIds: ids(0, 1), regionId: 'ap-guangzhou' });
});

describe('unsharing', () => {
  beforeEach(() => world.share(image, accounts.slice(0, 2)));

  test.each([
    [
      'an account without a share',
      () => ids(2, 3),
      '1 account named here holds no share of this image.',
      () => ids(2, 3),
    ],
    [
      'four accounts, two of them without a share,',
      () => ids(0, 4),
      '2 accounts named here hold no share of this image.',
      () => ids(2, 4),
    ],
  ])('from %s is denied as a whole', (_who, accountIds, message, subjects) =>
    refused(
      world,
      owner,
      'unshareImage',
      { imageId: image.id, accountIds: accountIds() },
      denial('NOT_SHARED', message, { subjects: subjects() }),
      { regionId: 'ap-guangzhou', subjectId: image.id },
    ),
  );

  test('from an account that does not exist is denied for this reason alone', () =>
    refused(
      world,
      owner,
      'unshareImage',
      { imageId: image.id, accountIds: ['acc-none', ...ids(2, 3)] },
      denial('ACCOUNT_NOT_FOUND', 'There is no account with this id for this account.', { subjects: ['acc-none'] }),
      { regionId: 'ap-guangzhou', subjectId: image.id },
    ));
});
