/**
 * The words of the rulebook, and the plain facts the rules are judged over. Nothing here knows a database, a clock or
 * GraphQL: whoever asks loads the facts and passes them in.
 */

/** What is stored of an image. */
export type ImageKind = 'PUBLIC' | 'MARKETPLACE' | 'CUSTOM';
export type ImageState = 'CREATING' | 'IMPORTING' | 'COPYING' | 'AVAILABLE' | 'FAILED';
export type ReviewState = 'OFFICIAL' | 'UNREVIEWED' | 'PENDING' | 'APPROVED' | 'REJECTED';
export type OsFamily = 'LINUX' | 'WINDOWS' | 'OTHER';
export type Architecture = 'I386' | 'X86_64' | 'ARM64';
/** What the viewer sees: a custom image is `SHARED` to those it is shared with. */
export type ImageType = 'PUBLIC' | 'MARKETPLACE' | 'CUSTOM' | 'SHARED';
/** What a viewer is to an image. */
export type Relation = 'OWNER' | 'RECIPIENT' | 'PUBLIC' | 'NONE';
export type Role = 'MEMBER' | 'PROVIDER' | 'OPERATOR';
export type InstanceState = 'RUNNING' | 'STOPPED' | 'TERMINATED';
/** Whose images an account lets itself launch. */
export type LaunchSources = 'ANYONE' | 'REVIEWED' | 'TRUSTED';
export type Verdict = 'APPROVE' | 'REJECT';
export type WarningCode = 'UNREVIEWED_SOURCE' | 'UNREVIEWED_LINEAGE';
/** What became of an image. */
export type ImageChange =
  'CREATED' | 'UPDATED' | 'DELETED' | 'SHARED' | 'UNSHARED' | 'SUBMITTED' | 'REVIEWED' | 'LISTED' | 'UNLISTED';

/** The account that asks. A sub-account acts for its root: roles, agreement and limits are the root's. */
export interface ViewerFacts {
  accountId: string;
  rootId: string;
  roles: readonly Role[];
  agreementSigned: boolean;
  limits: Limits;
  launchSources: LaunchSources;
  /** Accounts whose shared images may be launched where the sources are `TRUSTED`. */
  trustedIds: readonly string[];
}

/** The three numbers an operator may change per root account. */
export interface Limits {
  imagesPerRegion: number;
  sharesPerImage: number;
  operationsPerDay: number;
}

export interface RegionFacts {
  id: string;
  name: string;
  mainlandChina: boolean;
  supportsImageCopy: boolean;
  available: boolean;
}

export interface AccountFacts {
  id: string;
  rootId: string;
}

export interface ImageFacts {
  id: string;
  kind: ImageKind;
  ownerId: string;
  region: RegionFacts;
  state: ImageState;
  architecture: Architecture;
  reviewState: ReviewState;
  /** Whether it is there for everyone. */
  listed: boolean;
  /** True when the viewer's root account holds a share of it. */
  heldByViewer: boolean;
  /** How many accounts hold a share of it. */
  shareCount: number;
  /** Whether the account that owns it is suspended; asked of custom images only. */
  ownerSuspended: boolean;
  /** Accounts other than the owner whose unreviewed images are in its line, as `sourcesThrough` derives them. */
  unreviewedSources: readonly string[];
}

/** A size of instance, as far as what it can run depends on it. */
export interface InstanceTypeFacts {
  id: string;
  architectures: readonly Architecture[];
}

export interface InstanceFacts {
  id: string;
  ownerId: string;
  region: RegionFacts;
  state: InstanceState;
}

/** Custom images of the viewer's root account in one region, and how many the request would add. */
export interface ImageUse {
  regionId: string;
  used: number;
  adding: number;
}

/** Today's counted operations of the viewer's root account in one region. Times are milliseconds since 1970, UTC. */
export interface DayUse {
  regionId: string;
  used: number;
  resetsAt: number;
}

// ---- what each kind of request brings before the rules

export interface ActorFacts {
  viewer: ViewerFacts;
}
/** `image` is null when no such image exists; hidden ones are found out by their relation. */
export interface OnImage extends ActorFacts {
  imageId: string;
  image: ImageFacts | null;
}
/** `instances` are those of the ids that exist. */
export interface OnInstances extends ActorFacts {
  instanceIds: readonly string[];
  instances: readonly InstanceFacts[];
}
/** Regions the request names; `regions` are those of them that exist. */
export interface NamesRegions extends ActorFacts {
  regionIds: readonly string[];
  regions: readonly RegionFacts[];
}
/** Instance types the image would run on; none where the request does not say. */
export interface TargetInstanceTypes {
  instanceTypes: readonly InstanceTypeFacts[];
}
/** Accounts the request names; `accounts` are those of them that exist. */
export interface NamesAccounts extends ActorFacts {
  accountIds: readonly string[];
  accounts: readonly AccountFacts[];
}
/** Whether what the request sets belongs to root accounts only. */
export interface NeedsRoots {
  needsRoots: boolean;
}
/** What a request takes from the operators, and which accounts can act as one before it. */
export interface OperatorAccess {
  /** Accounts of operators that somebody can act as: not suspended, their root neither, and with a credential. */
  operatorAccess: readonly AccountFacts[];
  /** Whether the named account, a root, would no longer be an operator. */
  demotes: boolean;
  suspends: boolean;
}
/** Regions in which something new would stand. */
export interface TargetRegions {
  into: readonly RegionFacts[];
}
/** Those of the named accounts that hold a share of the image already. */
export interface ShareHolders {
  holders: readonly string[];
}
/** Share places the request would take; only accounts without one take a place. */
export interface NewShares {
  adding: number;
}
/** What deleting an image would touch, at each account; empty where the image is not the viewer's own. */
export interface DeletionImpact {
  impact: Impact;
}
export interface Impact {
  shares: number;
  copies: number;
  runningInstances: number;
  byAccount: readonly { accountId: string; runningInstances: number; sharedAt: number | null }[];
}
export interface Judges {
  verdict: Verdict;
  /** Whether the provider submitted a change of the image that waits for a review. */
  editPending: boolean;
}
export interface AddsImages extends ActorFacts {
  imageUse: readonly ImageUse[];
}
export interface DailyUsage extends ActorFacts {
  /** Null when the request has no region to be counted in, because what it names does not exist. */
  day: DayUse | null;
}
export interface AddsToken extends ActorFacts {
  liveTokens: number;
}
