import type { Image } from '../../src/entities/image';
import type { Instance } from '../../src/entities/instance';
import { newId } from '../../src/database/ids';
import { newToken } from '../../src/store/accessTokens';
import { AccessToken } from '../../src/entities/accessToken';
import { DAY_MS, type ApiCaller, type World } from './world';

/** A valid call of every mutation, with equivalent forms; tests of properties of all mutations use it. */

/** Accounts and objects that cover the targets of every mutation. */
export interface Fixture {
  owner: ApiCaller;
  /** Acts for the owner. */
  sub: ApiCaller;
  friend: ApiCaller;
  /** An account that holds no share. */
  other: ApiCaller;
  operator: ApiCaller;
  /** The owner's image, not shared. */
  image: Image;
  /** The owner's image, shared with the friend and another account. */
  shared: Image;
  recipients: string[];
  instances: Instance[];
  publicImage: Image;
  /** A marketplace provider; below, its custom image and two marketplace images, one submitted, one listed. */
  provider: ApiCaller;
  content: Image;
  pending: Image;
  listed: Image;
  /** Live tokens of the owner. */
  tokenIds: string[];
}

export async function createFixture(world: World): Promise<Fixture> {
  const owner = await world.account({ name: 'owner' });
  const sub = await world.account({ name: 'its sub-account', rootId: owner.id });
  const friend = await world.account({ name: 'friend' });
  const other = await world.account({ name: 'other' });
  const provider = await world.account({ name: 'provider', roles: ['MEMBER', 'PROVIDER'], agreementSigned: true });
  const operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  const image = await world.image(owner, { name: 'own' });
  const shared = await world.image(owner, { name: 'shared' });
  const [another] = await world.recipients(1);
  await world.share(shared, [friend, another!]);
  const tokens = [0, 1].map(
    () =>
      newToken({
        accountId: owner.id,
        name: 'spare',
        mayWrite: false,
        createdAt: world.clock.now - DAY_MS,
        expiresAt: null,
      }).row,
  );
  await world.store.write(({ manager }) => manager.insert(AccessToken, tokens));
  return {
    owner,
    sub,
    friend,
    other,
    operator,
    image,
    shared,
    recipients: [friend.id, another!.id],
    instances: [await world.instance(owner), await world.instance(owner)],
    provider,
    content: await world.image(provider, { name: 'content' }),
    pending: await world.image(provider, { ...OFFERED, reviewState: 'PENDING' }),
    listed: await world.image(provider, { ...OFFERED, reviewState: 'APPROVED', listed: true }),
    publicImage: await world.publicImage('ap-guangzhou', { name: 'to be retired' }),
    tokenIds: tokens.map(({ id }) => id),
  };
}

const OFFERED = { kind: 'MARKETPLACE', origin: 'MARKETPLACE', baseImageId: null } as const;

type Input = Record<string, unknown>;

export interface Call {
  by: 'owner' | 'friend' | 'operator' | 'provider';
  /** Returns an input that is allowed on a new stage. */
  input: (stage: Fixture) => Input;
  /** Returns fields of an equivalent input: other order, duplicates, defaults, untrimmed and decomposed names. */
  inOtherWords: (stage: Fixture) => Input;
  /** Returns fields that make it a different input. */
  changed: (stage: Fixture) => Input;
  /** Returns fields with which `rule` denies the call; null where no rule ever does. */
  refused: ((stage: Fixture) => Input) | null;
  rule?: string;
  /** Whether the daily limit counts it. */
  counts?: boolean;
}

const onImage = { refused: () => ({ imageId: newId('img') }), rule: 'IMAGE_NOT_FOUND' };
const DISK = { osFamily: 'LINUX', platform: 'Ubuntu', architecture: 'ARM64', sizeGb: 20 };
const inRegion = { refused: () => ({ regionId: 'nowhere' }), rule: 'REGION_NOT_FOUND' };

export const CALLS: Record<string, Call> = {
  createImage: {
    by: 'owner',
    input: ({ instances }) => ({ instanceId: instances[0]!.id, name: 'café' }),
    inOtherWords: () => ({ name: '  cafe\u0301\n', description: '' }),
    changed: ({ instances }) => ({ instanceId: instances[1]!.id }),
    refused: () => ({ instanceId: newId('ins') }),
    rule: 'INSTANCE_NOT_FOUND',
    counts: true,
  },
  importImage: {
    by: 'owner',
    input: () => ({
      regionId: 'ap-guangzhou',
      name: 'café',
      ...DISK,
      format: 'QCOW2',
      url: 'https://example.com/disk',
    }),
    inOtherWords: () => ({ name: 'cafe\u0301 ', description: '  ', platform: ' Ubuntu' }),
    changed: () => ({ sizeGb: 21 }),
    ...inRegion,
    counts: true,
  },
  copyImage: {
    by: 'owner',
    input: ({ image }) => ({ imageId: image.id, regionIds: ['ap-beijing', 'ap-shanghai'] }),
    inOtherWords: () => ({ regionIds: ['ap-shanghai', 'ap-beijing', 'ap-shanghai'] }),
    changed: () => ({ regionIds: ['ap-beijing'] }),
    ...onImage,
    counts: true,
  },
  updateImage: {
    by: 'owner',
    input: ({ image }) => ({ imageId: image.id, name: 'café' }),
    inOtherWords: () => ({ name: '\tcafe\u0301', description: null }),
    changed: () => ({ description: '' }),
    ...onImage,
    counts: true,
  },
  deleteImage: {
    by: 'owner',
    input: ({ image }) => ({ imageId: image.id }),
    inOtherWords: () => ({ dryRun: false }),
    changed: ({ shared }) => ({ imageId: shared.id }),
    refused: ({ shared }) => ({ imageId: shared.id }),
    rule: 'IMAGE_IS_SHARED',
    counts: true,
  },
  shareImage: {
    by: 'owner',
    input: ({ image, recipients }) => ({ imageId: image.id, accountIds: recipients }),
    inOtherWords: ({ recipients: [a, b] }) => ({ accountIds: [b, a, b], regionId: null }),
    changed: ({ recipients }) => ({ accountIds: recipients.slice(1) }),
    refused: ({ owner }) => ({ accountIds: [owner.id] }),
    rule: 'SHARE_WITH_SELF',
    counts: true,
  },
  unshareImage: {
    by: 'owner',
    input: ({ shared, recipients }) => ({ imageId: shared.id, accountIds: recipients }),
    inOtherWords: ({ recipients: [a, b] }) => ({ accountIds: [b, b, a] }),
    changed: ({ recipients }) => ({ accountIds: recipients.slice(0, 1) }),
    refused: ({ other }) => ({ accountIds: [other.id] }),
    rule: 'NOT_SHARED',
    counts: true,
  },
  leaveImage: {
    by: 'friend',
    input: ({ shared }) => ({ imageId: shared.id }),
    inOtherWords: () => ({ dryRun: null }),
    changed: ({ image }) => ({ imageId: image.id }),
    ...onImage,
  },
  launchInstances: {
    by: 'owner',
    input: ({ image }) => ({ imageId: image.id, instanceType: 'S', name: 'café' }),
    inOtherWords: () => ({ name: 'cafe\u0301 ', count: 1, tenancy: 'SHARED', regionId: null }),
    changed: () => ({ count: 2 }),
    refused: () => ({ regionId: 'ap-beijing' }),
    rule: 'LAUNCH_STAYS_IN_REGION',
  },
  restoreInstance: {
    by: 'owner',
    input: ({ instances, image }) => ({ instanceId: instances[0]!.id, imageId: image.id }),
    inOtherWords: () => ({ dryRun: false }),
    changed: ({ instances }) => ({ instanceId: instances[1]!.id }),
    refused: () => ({ instanceId: newId('ins') }),
    rule: 'INSTANCE_NOT_FOUND',
  },
  terminateInstances: {
    by: 'owner',
    input: ({ instances }) => ({ instanceIds: instances.map(({ id }) => id) }),
    inOtherWords: ({ instances: [a, b] }) => ({ instanceIds: [b!.id, a!.id, b!.id] }),
    changed: ({ instances }) => ({ instanceIds: [instances[0]!.id] }),
    refused: ({ instances }) => ({ instanceIds: [instances[0]!.id, newId('ins')] }),
    rule: 'INSTANCE_NOT_FOUND',
  },
  createAccessToken: {
    by: 'owner',
    input: () => ({ name: 'café', scopes: ['READ', 'WRITE'] }),
    inOtherWords: () => ({ name: ' cafe\u0301', scopes: ['WRITE', 'READ', 'WRITE'], expiresAt: null }),
    changed: () => ({ scopes: ['READ'] }),
    // A rule denies it only at 100 tokens; credentials.test.ts counts them.
    refused: null,
  },
  revokeAccessToken: {
    by: 'owner',
    input: ({ tokenIds }) => ({ accessTokenId: tokenIds[0] }),
    inOtherWords: () => ({ dryRun: false }),
    changed: ({ tokenIds }) => ({ accessTokenId: tokenIds[1] }),
    refused: null,
  },
  publishImage: {
    by: 'operator',
    input: () => ({ regionIds: ['ap-seoul', 'ap-tokyo'], name: 'café', ...DISK }),
    inOtherWords: () => ({ regionIds: ['ap-tokyo', 'ap-seoul', 'ap-seoul'], name: 'cafe\u0301', description: ' ' }),
    changed: () => ({ architecture: 'X86_64' }),
    refused: () => ({ regionIds: ['ap-seoul', 'ap-mumbai'] }),
    rule: 'REGION_UNAVAILABLE',
  },
  retireImage: {
    by: 'operator',
    input: ({ publicImage }) => ({ imageId: publicImage.id }),
    inOtherWords: () => ({ dryRun: false }),
    changed: () => ({ imageId: 'img-public' }),
    ...onImage,
  },
  submitMarketplaceImage: {
    by: 'provider',
    input: ({ content }) => ({ imageId: content.id, name: 'café', hourlyPrice: '0.5' }),
    inOtherWords: () => ({ name: ' cafe\u0301', description: '', hourlyPrice: '0.500' }),
    changed: () => ({ hourlyPrice: '0.51' }),
    ...onImage,
  },
  reviewMarketplaceImage: {
    by: 'operator',
    input: ({ pending }) => ({ imageId: pending.id, verdict: 'APPROVE' }),
    inOtherWords: () => ({ reason: '  ' }),
    changed: () => ({ verdict: 'REJECT' }),
    refused: ({ listed }) => ({ imageId: listed.id }),
    rule: 'NOTHING_TO_REVIEW',
  },
  withdrawMarketplaceImage: {
    by: 'provider',
    input: ({ listed }) => ({ imageId: listed.id }),
    inOtherWords: () => ({ dryRun: null }),
    changed: ({ pending }) => ({ imageId: pending.id }),
    refused: ({ content }) => ({ imageId: content.id }),
    rule: 'MARKETPLACE_IMAGES_ONLY',
  },
  restrictLaunchSources: {
    by: 'owner',
    input: ({ friend, other }) => ({ launchSources: 'TRUSTED', trustedAccountIds: [friend.id, other.id] }),
    inOtherWords: ({ friend, other }) => ({ trustedAccountIds: [other.id, friend.id, other.id] }),
    changed: ({ friend }) => ({ trustedAccountIds: [friend.id] }),
    refused: ({ sub }) => ({ trustedAccountIds: [sub.id] }),
    rule: 'ROOT_ACCOUNTS_ONLY',
  },
  createAccount: {
    by: 'operator',
    input: () => ({ name: 'café' }),
    inOtherWords: () => ({ name: ' cafe\u0301 ', kind: 'ROOT', rootId: null, roles: ['MEMBER', 'MEMBER'] }),
    changed: () => ({ roles: ['PROVIDER'] }),
    refused: () => ({ kind: 'SUB', rootId: newId('acc') }),
    rule: 'ACCOUNT_NOT_FOUND',
  },
  updateAccount: {
    by: 'operator',
    input: ({ owner }) => ({ accountId: owner.id, roles: ['PROVIDER', 'MEMBER'], limits: { operationsPerDay: 7 } }),
    inOtherWords: () => ({
      roles: ['MEMBER', 'PROVIDER', 'MEMBER'],
      limits: { operationsPerDay: 7, sharesPerImage: null },
      suspended: null,
    }),
    changed: () => ({ limits: { operationsPerDay: 8 } }),
    refused: ({ sub }) => ({ accountId: sub.id }),
    rule: 'ROOT_ACCOUNTS_ONLY',
  },
  updateRegion: {
    by: 'operator',
    input: () => ({ regionId: 'ap-seoul', supportsImageCopy: true }),
    inOtherWords: () => ({ state: null }),
    changed: () => ({ state: 'UNAVAILABLE' }),
    ...inRegion,
  },
};

/** The calls as rows of a table. */
export const EACH_CALL = Object.entries(CALLS);

/** Returns the caller of a call, and its input with some fields changed. */
export function callOf(stage: Fixture, name: string, changes: Input = {}): { by: ApiCaller; input: Input } {
  const call = CALLS[name]!;
  return { by: stage[call.by], input: { ...call.input(stage), ...changes } };
}
