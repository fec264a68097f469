import type { RuleName, Decision, Denial } from '../../src/policy/decision';
import type {
  AccountFacts,
  ImageFacts,
  Impact,
  InstanceFacts,
  InstanceTypeFacts,
  LaunchSources,
  Limits,
  OperatorAccess,
  RegionFacts,
  Role,
  Verdict,
  ViewerFacts,
} from '../../src/policy/facts';
import { decide } from '../../src/policy/rulebook';
import { placesTaken } from '../../src/policy/rules/quota';
import regions from '../../src/seed/regions.json';

/**
 * Builders for the requests of the service. Each request is allowed unless a test states what is different about it.
 * Numbers are written out and not taken from the policy, so that a changed number fails a test.
 */

// ---- viewers and targets

export const REGIONS: RegionFacts[] = regions.map(({ state, ...facts }) => ({
  ...facts,
  available: state === 'AVAILABLE',
}));
export const region = (id: string): RegionFacts => REGIONS.find((each) => each.id === id)!;
export const GUANGZHOU = region('ap-guangzhou');
export const SHANGHAI = region('ap-shanghai');
export const BEIJING = region('ap-beijing');
export const HONGKONG = region('ap-hongkong');
/** Open, but does not support image copy. */
export const SINGAPORE = region('ap-singapore');
export const closed = (open: RegionFacts): RegionFacts => ({ ...open, available: false });

const LIMITS: Limits = { imagesPerRegion: 10, sharesPerImage: 50, operationsPerDay: 5 };
const viewer = (accountId: string, rootId: string, ...roles: Role[]): ViewerFacts => ({
  accountId,
  rootId,
  roles,
  agreementSigned: false,
  limits: LIMITS,
  launchSources: 'ANYONE',
  trustedIds: [],
});
const signed = (by: ViewerFacts): ViewerFacts => ({ ...by, agreementSigned: true });
export const ACME = viewer('acc-acme', 'acc-acme', 'MEMBER');
/** A sub-account, which acts for its root account. */
export const ACME_CI = viewer('acc-acme-ci', 'acc-acme', 'MEMBER');
/** A provider that signed the agreement. */
export const PROVIDER = signed(viewer('acc-provider', 'acc-provider', 'MEMBER', 'PROVIDER'));
export const PROVIDER_CI = signed(viewer('acc-provider-ci', 'acc-provider', 'MEMBER', 'PROVIDER'));
export const OPERATOR = viewer('acc-operator', 'acc-operator', 'OPERATOR');
export const limited = (by: ViewerFacts, limits: Partial<Limits>): ViewerFacts => ({
  ...by,
  limits: { ...by.limits, ...limits },
});
/** Returns the viewer, restricted to launch images of these sources. */
export const restricted = (by: ViewerFacts, launchSources: LaunchSources, trustedIds: string[] = []): ViewerFacts => ({
  ...by,
  launchSources,
  trustedIds,
});

export const account = (id: string, rootId = id): AccountFacts => ({ id, rootId });
export const BETA = account('acc-beta');
export const GAMMA = account('acc-gamma');
export const SELF = account('acc-acme');
export const BETA_SUB = account('acc-beta-sub', 'acc-beta');
export const OWN_SUB = account('acc-acme-ci', 'acc-acme');
/** Returns `count` root accounts that hold no share. */
export const newcomers = (count: number) => Array.from({ length: count }, (_, n) => account(`acc-new-${n + 1}`));

/** A custom image of ACME in Guangzhou without shares. */
export const image = (differs: Partial<ImageFacts> = {}): ImageFacts => ({
  id: 'img-1',
  kind: 'CUSTOM',
  ownerId: 'acc-acme',
  region: GUANGZHOU,
  state: 'AVAILABLE',
  architecture: 'X86_64',
  reviewState: 'UNREVIEWED',
  listed: false,
  sharedWithViewer: false,
  shareCount: 0,
  ownerSuspended: false,
  unreviewedSources: [],
  ...differs,
});
export const OWN = image();
export const RECEIVED = image({ ownerId: 'acc-other', sharedWithViewer: true, shareCount: 1 });
export const HIDDEN = image({ ownerId: 'acc-other' });
export const PUBLIC = image({ kind: 'PUBLIC', ownerId: 'acc-operator', reviewState: 'OFFICIAL', listed: true });
/** PROVIDER's marketplace image, approved and listed. */
export const MARKETPLACE = image({
  kind: 'MARKETPLACE',
  ownerId: 'acc-provider',
  reviewState: 'APPROVED',
  listed: true,
});
/** PROVIDER's marketplace image, waiting for its first review. */
export const PENDING = image({ kind: 'MARKETPLACE', ownerId: 'acc-provider', reviewState: 'PENDING' });
/** PROVIDER's custom image. */
export const PROVIDERS_OWN = image({ ownerId: 'acc-provider' });

/** A running instance of ACME in Guangzhou. */
export const instance = (differs: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id: 'ins-1',
  ownerId: 'acc-acme',
  region: GUANGZHOU,
  state: 'RUNNING',
  ...differs,
});

// ---- requests; a plain string is an id that does not exist

type By = { by?: ViewerFacts };
type Today = By & { today?: number };
/** `null` for an image that does not exist. */
type On = Today & { image?: ImageFacts | null };

export const TOMORROW = Date.UTC(2026, 2, 5);
const dayUse = (used: number, { id: regionId }: RegionFacts) => ({ regionId, used, resetsAt: TOMORROW });
const on = ({ by = ACME, today = 0, image: asked = OWN }: On) => ({
  viewer: by,
  imageId: 'img-1',
  image: asked,
  day: asked === null ? null : dayUse(today, asked.region),
});
const ids = (things: readonly (string | { id: string })[]) =>
  things.map((each) => (typeof each === 'string' ? each : each.id));
const existing = <T extends object>(things: readonly (T | string)[]) =>
  things.filter((each): each is T => typeof each !== 'string');
const inRegions = (named: readonly (RegionFacts | string)[]) => ({ regionIds: ids(named), regions: existing(named) });
const withAccounts = (named: readonly (AccountFacts | string)[]) => ({
  accountIds: ids(named),
  accounts: existing(named),
});
const withInstances = (named: readonly (InstanceFacts | string)[]) => ({
  instanceIds: ids(named),
  instances: existing(named),
});
const useOf = (places: readonly RegionFacts[], held: number | Record<string, number>) =>
  places.map(({ id }) => ({ regionId: id, used: typeof held === 'number' ? held : (held[id] ?? 0), adding: 1 }));

export function create({
  by = ACME,
  of = instance(),
  held = 0,
  today = 0,
}: Today & { of?: InstanceFacts | string; held?: number } = {}) {
  const into = existing([of]).map((each) => each.region);
  const day = into[0] === undefined ? null : dayUse(today, into[0]);
  return decide('CREATE_IMAGE', { viewer: by, ...withInstances([of]), into, imageUse: useOf(into, held), day });
}

export function importInto(
  place: RegionFacts | string = GUANGZHOU,
  { by = ACME, held = 0, today = 0 }: Today & { held?: number } = {},
) {
  const named = inRegions([place]);
  const day = named.regions[0] === undefined ? null : dayUse(today, named.regions[0]);
  const imageUse = useOf(named.regions, held);
  return decide('IMPORT_IMAGE', { viewer: by, ...named, into: named.regions, imageUse, day });
}

/** `held` is the number of images that each destination holds already. */
export function copy({
  to = [BEIJING],
  held = 0,
  ...asked
}: On & { to?: (RegionFacts | string)[]; held?: number | Record<string, number> } = {}) {
  const named = inRegions(to);
  return decide('COPY_IMAGE', {
    ...on(asked),
    ...named,
    into: named.regions,
    imageUse: useOf(named.regions, held),
  });
}

export const update = (asked: On = {}) => decide('UPDATE_IMAGE', on(asked));

type Touching = { heldBy?: string[]; running?: Record<string, number>; copies?: number };
function impactOf({ heldBy = [], running = {}, copies = 0 }: Touching): Impact {
  const byAccount = [...new Set([...heldBy, ...Object.keys(running)])].sort().map((accountId) => ({
    accountId,
    runningInstances: running[accountId] ?? 0,
    sharedAt: heldBy.includes(accountId) ? heldBy.indexOf(accountId) : null,
  }));
  const runningInstances = byAccount.reduce((total, each) => total + each.runningInstances, 0);
  return { shares: heldBy.length, copies, runningInstances, byAccount };
}
/** `heldBy` names the accounts with a share, in the order of their shares; `running` counts instances per account. */
export const remove = ({ heldBy, running, copies, ...asked }: On & Touching = {}) =>
  decide('DELETE_IMAGE', { ...on(asked), impact: impactOf({ heldBy, running, copies }) });

type Sharing = On & { to?: (AccountFacts | string)[]; holding?: string[]; into?: (RegionFacts | string)[] };
/** `holding` names those of the named accounts that hold a share already. */
export function share({ to = [BETA], holding = [], into = [], ...asked }: Sharing = {}) {
  const accounts = { viewer: asked.by ?? ACME, ...withAccounts(to), recipients: holding };
  return decide('SHARE_IMAGE', { ...on(asked), ...accounts, ...inRegions(into), adding: placesTaken(accounts) });
}
/** Evaluates whether any one more account could receive a share. */
export const shareWithAnyone = (asked: On = {}) =>
  decide('SHARE_IMAGE', { ...on(asked), ...withAccounts([]), recipients: [], ...inRegions([]), adding: 1 });

/** By default BETA holds the share that it would lose. */
export const unshare = ({
  from = [BETA],
  holding = [BETA.id],
  ...asked
}: On & { from?: (AccountFacts | string)[]; holding?: string[] } = {}) =>
  decide('UNSHARE_IMAGE', {
    ...on({ image: image({ shareCount: 1 }), ...asked }),
    ...withAccounts(from),
    recipients: holding,
  });

export const leave = (asked: On = {}) => decide('LEAVE_IMAGE', on({ image: RECEIVED, ...asked }));

/** Runs 64-bit x86, as the images above need it, and 32-bit x86. */
export const X86: InstanceTypeFacts = { id: 'X1', architectures: ['X86_64', 'I386'] };
export const ARM: InstanceTypeFacts = { id: 'A1', architectures: ['ARM64'] };

/** `type` is null where a test evaluates whether the image can be launched at all. */
export function launch({
  into,
  type = X86,
  ...asked
}: On & { into?: RegionFacts | string; type?: InstanceTypeFacts | null } = {}) {
  const facts = on(asked);
  const named = inRegions(into === undefined ? [] : [into]);
  const places = into === undefined && facts.image !== null ? [facts.image.region] : named.regions;
  return decide('LAUNCH_INSTANCES', { ...facts, ...named, into: places, instanceTypes: type === null ? [] : [type] });
}

export const restore = ({
  to = instance(),
  type = X86,
  ...asked
}: On & { to?: InstanceFacts | string; type?: InstanceTypeFacts } = {}) =>
  decide('RESTORE_INSTANCE', {
    ...on(asked),
    ...withInstances([to]),
    ...inRegions(existing([to]).map((each) => each.region)),
    instanceTypes: [type],
  });

export const terminate = (named: (InstanceFacts | string)[] = [instance()], by = ACME) =>
  decide('TERMINATE_INSTANCES', { viewer: by, ...withInstances(named) });

/** A new submission needs an open region; a change of a marketplace image does not. */
export function submit(asked: On = {}) {
  const facts = on({ by: PROVIDER, image: PROVIDERS_OWN, ...asked });
  const into = facts.image?.kind === 'CUSTOM' ? [facts.image.region] : [];
  return decide('SUBMIT_MARKETPLACE_IMAGE', { ...facts, into });
}

export const withdraw = (asked: On = {}) =>
  decide('WITHDRAW_MARKETPLACE_IMAGE', on({ by: PROVIDER, image: MARKETPLACE, ...asked }));

export const review = ({
  verdict = 'APPROVE',
  editPending = false,
  ...asked
}: On & { verdict?: Verdict; editPending?: boolean } = {}) =>
  decide('REVIEW_MARKETPLACE_IMAGE', { ...on({ by: OPERATOR, image: PENDING, ...asked }), verdict, editPending });

export function publish(into: (RegionFacts | string)[] = [GUANGZHOU], by = OPERATOR) {
  const named = inRegions(into);
  return decide('PUBLISH_IMAGE', { viewer: by, ...named, into: named.regions });
}

export const retire = ({ by = OPERATOR, ...asked }: On = {}) =>
  decide('RETIRE_IMAGE', on({ by, image: PUBLIC, ...asked }));

export const createAccount = (under: AccountFacts | string | null = null, by = OPERATOR) =>
  decide('CREATE_ACCOUNT', { viewer: by, ...withAccounts(under === null ? [] : [under]), needsRoots: true });

/** `needsRoots` is true where roles, agreement or limits are set, and false where the account is suspended. */
export const updateAccount = (
  named: AccountFacts | string = BETA,
  needsRoots = true,
  by = OPERATOR,
  takes: Partial<OperatorAccess> = {},
) =>
  decide('UPDATE_ACCOUNT', {
    viewer: by,
    ...withAccounts([named]),
    needsRoots,
    ...{ operatorAccess: [], demotes: false, suspends: false, ...takes },
  });

export const updateRegion = (named: RegionFacts | string = SINGAPORE, by = OPERATOR) =>
  decide('UPDATE_REGION', { viewer: by, ...inRegions([named]) });

export const createToken = (liveTokens = 0, by = ACME) => decide('CREATE_ACCESS_TOKEN', { viewer: by, liveTokens });

export const revokeToken = (by = ACME) => decide('REVOKE_ACCESS_TOKEN', { viewer: by });

/** Trusts these accounts and no others; without any, it restricts to reviewed images or lifts the restriction. */
export const restrict = (trusted: (AccountFacts | string)[] = [], by = ACME) =>
  decide('RESTRICT_LAUNCH_SOURCES', { viewer: by, ...withAccounts(trusted), needsRoots: true });

// ---- decisions

export const ALLOWED: Decision = { allowed: true };
type Numbers = Partial<Pick<Denial, 'limit' | 'used' | 'resetsAt'>>;
/** Returns a complete denial; fields that are not given are null or empty. */
export const no = (rule: RuleName, message: string, subjects: string[] = [], numbers: Numbers = {}): Denial => ({
  rule,
  message,
  limit: null,
  used: null,
  resetsAt: null,
  subjects,
  ...numbers,
});
/** Returns the decision with exactly these denials, in this order. */
export const refused = (...denials: [Denial, ...Denial[]]): Decision => ({ allowed: false, denials });
/** Returns the names of the rules that deny, for tests of their order. */
export const rulesOf = (decision: Decision): string[] =>
  decision.allowed ? [] : decision.denials.map(({ rule }) => rule);

export const imageNotFound = refused(
  no('IMAGE_NOT_FOUND', 'There is no image with this id for this account.', ['img-1']),
);
export const customOnly = (kind: 'public' | 'marketplace') =>
  refused(
    no('CUSTOM_IMAGES_ONLY', `This is a ${kind} image; only custom images can be changed, copied, shared or left.`, [
      'img-1',
    ]),
  );
export const operatorOnly = refused(no('OPERATOR_ONLY', 'Only operators may do this; this account is not one.'));
export const launchOnly = refused(
  no('SHARED_IMAGE_IS_LAUNCH_ONLY', 'This image is shared with this account, which may launch it and nothing else.', [
    'img-1',
  ]),
);

/** Runs a specification table: a title, the decision on a request, and the expected decision. */
export const cases = (rows: [sentence: string, decision: Decision, expected: Decision][]) =>
  test.each(rows)('%s', (_sentence, decision, expected) => expect(decision).toStrictEqual(expected));
