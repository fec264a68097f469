import { AccessToken } from '../entities/accessToken';
import { Account } from '../entities/account';
import { Image } from '../entities/image';
import { Instance } from '../entities/instance';
import { Share } from '../entities/share';
import type { Role } from '../policy/facts';
import { quote, type Prices } from '../policy/fees';
import type { OperationKind } from '../policy/rulebook';
import { accountsOf, newAccount } from '../store/accounts';
import type { Store } from '../database/database';
import { appendLedgerEntry } from '../store/ledger';
import { feeOf } from '../store/fees';
import { instanceTypes } from '../store/instances';
import { publicImageId } from './catalogue';
import type { DemoAccount } from './demoFile';
import { DAY_MS, marketplace, northImages, UBUNTU, WINDOWS } from './demoImages';

export type { DemoAccount };

/** Accounts of a demo; sub-accounts follow their root account. */
const ACCOUNTS: { id: string; name: string; rootId: string | null; roles: Role[] }[] = [
  { id: 'acc-north', name: 'North Harbor', rootId: null, roles: ['MEMBER'] },
  { id: 'acc-south', name: 'South Harbor', rootId: null, roles: ['MEMBER'] },
  { id: 'acc-north-ci', name: 'North Harbor CI', rootId: 'acc-north', roles: ['MEMBER'] },
  { id: 'acc-workshop', name: 'The Workshop', rootId: null, roles: ['MEMBER', 'PROVIDER'] },
  { id: 'acc-operator', name: 'Registry Operator', rootId: null, roles: ['OPERATOR'] },
];

/** Returns whether the database has an account of a demo, such as one that was filled before it went into production. */
export async function hasDemoAccounts(store: Store): Promise<boolean> {
  const found = await accountsOf(
    store,
    ACCOUNTS.map(({ id }) => id),
  );
  return found.length > 0;
}

/** Accounts of a demo before they are inserted: their rows, and the entries of their file. */
export interface NewDemo {
  accounts: { account: Account; accessToken: AccessToken }[];
  demo: DemoAccount[];
}

/**
 * Returns new demo accounts and their tokens.
 *
 * @param now in milliseconds
 * @param before a demo's accounts whose tokens are issued again, so that they remain valid
 */
export function newDemo(now: number, before: readonly DemoAccount[] = []): NewDemo {
  const made: NewDemo = { accounts: [], demo: [] };
  for (const values of ACCOUNTS) {
    const { account, accessToken, token } = newAccount({
      ...values,
      now: now - 30 * DAY_MS,
      token: before.find(({ id }) => id === values.id)?.token,
    });
    made.accounts.push({ account: { ...account, agreementSigned: values.roles.includes('PROVIDER') }, accessToken });
    made.demo.push({ id: account.id, name: account.name, kind: account.kind, roles: values.roles, token });
  }
  return made;
}

/**
 * Inserts demo accounts into a database that holds the catalogue, with images, shares and instances to try out, in the
 * write that the store is inside of. Everything dates from previous days, so that all of today's operations remain.
 *
 * @param now in milliseconds
 * @param dayOffset milliseconds that the day's clock is ahead of UTC
 */
export async function putDemo(
  inside: Store,
  { accounts }: NewDemo,
  prices: Prices,
  now: number,
  dayOffset = 0,
): Promise<void> {
  for (const { account, accessToken } of accounts) {
    await inside.insert(Account, account);
    await inside.insert(AccessToken, accessToken);
  }
  const images = demoImages(now);
  await inside.insert(Image, images);
  await inside.insert(Share, shares(images, now));
  await inside.insert(Instance, await instances(inside, prices, now));
  for (const [kind, regionId, subjectId, daysAgo] of LEDGER) {
    const [counted, at] = [kind !== 'LAUNCH_INSTANCES', now - daysAgo * DAY_MS];
    const by = { rootId: 'acc-north', actorId: 'acc-north' };
    await appendLedgerEntry(inside, { ...by, kind, regionId, subjectId, at, rule: null, counted }, dayOffset);
  }
}

/** Returns the images of a demo that are not in the catalogue. */
export function demoImages(now: number): Image[] {
  return [...northImages(now), ...marketplace(now)];
}

/**
 * Inserts demo accounts into a database that holds only the catalogue.
 *
 * @param now in milliseconds
 * @returns the accounts with their tokens, which are stored nowhere else
 */
export async function seedDemo(store: Store, prices: Prices, now: number): Promise<DemoAccount[]> {
  const made = newDemo(now);
  await store.write((inside) => putDemo(inside, made, prices, now));
  return made.demo;
}

/** Operations of North Harbor before today, oldest first. */
const LEDGER: [kind: OperationKind, regionId: string, subjectId: string, daysAgo: number][] = [
  ['LAUNCH_INSTANCES', 'ap-guangzhou', UBUNTU.image, 9],
  ['CREATE_IMAGE', 'ap-guangzhou', 'img-demo-web', 8],
  ['COPY_IMAGE', 'ap-guangzhou', 'img-demo-web', 7],
  ['SHARE_IMAGE', 'ap-guangzhou', 'img-demo-web', 6],
  ['CREATE_IMAGE', 'ap-hongkong', 'img-demo-desktop', 5],
  ['IMPORT_IMAGE', 'ap-singapore', 'img-demo-appliance', 4],
  ['SHARE_IMAGE', 'ap-singapore', 'img-demo-appliance', 3],
];

function shares(images: readonly Image[], now: number): Share[] {
  const share = (id: string, imageId: string, daysAgo: number): Share => {
    const image = images.find((each) => each.id === imageId)!;
    const { regionId: imageRegionId, createdAt: imageCreatedAt } = image;
    return { id, imageId, accountId: 'acc-south', imageRegionId, imageCreatedAt, createdAt: now - daysAgo * DAY_MS };
  };
  return [share('shr-demo-web', 'img-demo-web', 6), share('shr-demo-appliance', 'img-demo-appliance', 3)];
}

/** Returns instances with the quotes of their launch; their images are in the database already. */
async function instances(store: Store, prices: Prices, now: number): Promise<Instance[]> {
  const type = (await instanceTypes(store)).find(({ id }) => id === 'S5.MEDIUM4')!;
  const instance = async (
    id: string,
    name: string,
    ownerId: string,
    regionId: string,
    imageId: string,
    daysAgo: number,
  ): Promise<Instance> => ({
    id,
    name,
    ownerId,
    regionId,
    imageId,
    instanceTypeId: type.id,
    tenancy: 'SHARED',
    state: 'RUNNING',
    quote: JSON.stringify({
      ...quote(type, await feeOf(store, imageId, prices), 1),
      currency: prices.currency,
    }),
    createdAt: now - daysAgo * DAY_MS,
  });
  const desktop = publicImageId(WINDOWS.image, 'ap-hongkong');
  return [
    await instance('ins-demo-web', 'web-1', 'acc-north', 'ap-guangzhou', UBUNTU.image, 9),
    await instance('ins-demo-web-2', 'web-2', 'acc-north', 'ap-guangzhou', 'img-demo-web', 7),
    await instance('ins-demo-desktop', 'desktop-1', 'acc-north', 'ap-hongkong', desktop, 6),
    await instance('ins-demo-guest', 'guest-1', 'acc-south', 'ap-guangzhou', 'img-demo-web', 5),
  ];
}
