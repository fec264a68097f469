import { AccessToken } from '../entities/accessToken';
import { Account } from '../entities/account';
import { Image } from '../entities/image';
import { Instance } from '../entities/instance';
import { Share } from '../entities/share';
import type { Role } from '../policy/facts';
import { quote, type Prices } from '../policy/fees';
import type { OperationKind } from '../policy/rulebook';
import { newAccount } from '../store/accounts';
import type { Store } from '../store/database';
import { record } from '../store/ledger';
import { feeOf } from '../store/quotes';
import { instanceTypes } from '../store/readings';
import { publicImageId } from './catalogue';
import { DAY_MS, marketplace, northImages, UBUNTU, WINDOWS } from './demoImages';

/** A demo account with its token, as `demo-accounts.json` holds it. */
export interface DemoAccount {
  id: string;
  name: string;
  kind: 'ROOT' | 'SUB';
  roles: Role[];
  token: string;
}

const ACCOUNTS: { id: string; name: string; rootId: string | null; roles: Role[] }[] = [
  { id: 'acc-north', name: 'North Harbor', rootId: null, roles: ['MEMBER'] },
  { id: 'acc-south', name: 'South Harbor', rootId: null, roles: ['MEMBER'] },
  { id: 'acc-north-ci', name: 'North Harbor CI', rootId: 'acc-north', roles: ['MEMBER'] },
  { id: 'acc-workshop', name: 'The Workshop', rootId: null, roles: ['MEMBER', 'PROVIDER'] },
  { id: 'acc-operator', name: 'Registry Operator', rootId: null, roles: ['OPERATOR'] },
];

/**
 * Puts demo accounts into a fresh database, with images, shares and instances to play with. All of it dates from the
 * days before, so that everybody has the whole of today's operations left.
 *
 * @param now in milliseconds
 * @param dayOffset milliseconds that the day's clock is ahead of UTC
 * @returns the accounts with their tokens, which are kept nowhere else
 */
export async function seedDemo(store: Store, prices: Prices, now: number, dayOffset = 0): Promise<DemoAccount[]> {
  return store.write(async (inside) => {
    const demo: DemoAccount[] = [];
    for (const values of ACCOUNTS) {
      const { account, accessToken, token } = newAccount({ ...values, now: now - 30 * DAY_MS });
      const agreementSigned = values.roles.includes('PROVIDER');
      await inside.insert(Account, { ...account, agreementSigned });
      await inside.insert(AccessToken, accessToken);
      demo.push({ id: account.id, name: account.name, kind: account.kind, roles: values.roles, token });
    }

    const images = [...northImages(now), ...marketplace(now)];
    await inside.insert(Image, images);
    await inside.insert(Share, shares(images, now));
    await inside.insert(Instance, await instances(inside, prices, now));
    for (const [kind, regionId, subjectId, daysAgo] of LEDGER) {
      const counted = kind !== 'LAUNCH_INSTANCES';
      const at = now - daysAgo * DAY_MS;
      const line = { rootId: 'acc-north', actorId: 'acc-north', kind, regionId, subjectId, at, rule: null, counted };
      await record(inside, line, dayOffset);
    }
    return demo;
  });
}

/** What North Harbor did before today, oldest first. */
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

/** Instances with the quotes they would have been launched under; the images are in the database already. */
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
      ...quote({ ...type, hourlyPrice: Number(type.hourlyPrice) }, await feeOf(store, imageId, prices), 1),
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
