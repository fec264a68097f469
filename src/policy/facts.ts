/**
 * Defines the terms of the rulebook and the facts over which rules are evaluated. Nothing here depends on a database,
 * a clock or GraphQL: the caller loads the facts and passes them in.
 */

/** Kind of an image as it is stored. */
export type ImageKind = 'PUBLIC' | 'MARKETPLACE' | 'CUSTOM';
export type ImageState = 'CREATING' | 'IMPORTING' | 'COPYING' | 'AVAILABLE' | 'FAILED';
export type ReviewState = 'OFFICIAL' | 'UNREVIEWED' | 'PENDING' | 'APPROVED' | 'REJECTED';
export type OsFamily = 'LINUX' | 'WINDOWS' | 'OTHER';
export type Architecture = 'I386' | 'X86_64' | 'ARM64';
/** Type of an image as the viewer sees it: a custom image is `SHARED` for its recipients. */
export type ImageType = 'PUBLIC' | 'MARKETPLACE' | 'CUSTOM' | 'SHARED';
/** Relation of a viewer to an image. */
export type Relation = 'OWNER' | 'RECIPIENT' | 'PUBLIC' | 'NONE';
export type Role = 'MEMBER' | 'PROVIDER' | 'OPERATOR';
export type InstanceState = 'RUNNING' | 'STOPPED' | 'TERMINATED';
/** Sources from which an account allows itself to launch images. */
export type LaunchSources = 'ANYONE' | 'REVIEWED' | 'TRUSTED';
export type Verdict = 'APPROVE' | 'REJECT';
export type WarningCode = 'UNREVIEWED_SOURCE' | 'UNREVIEWED_LINEAGE';
/** Kind of change to an image. */
export type ImageChange =
  'CREATED' | 'UPDATED' | 'DELETED' | 'SHARED' | 'UNSHARED' | 'SUBMITTED' | 'REVIEWED' | 'LISTED' | 'UNLISTED';

/** The acting account. A sub-account acts for its root: roles, agreement and limits are the root's. */
export interface ViewerFacts {
  accountId: string;
  rootId: string;
  roles: readonly Role[];
  agreementSigned: boolean;
  limits: Limits;
  launchSources: LaunchSources;
  /** Accounts whose shared images may be launched if the launch sources are `TRUSTED`. */
  trustedIds: readonly string[];
}

/** The three limits that an operator may change per root account. */
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
  /** Whether everyone can see it. */
  listed: boolean;
  /** Whether the viewer's root account has a share of it. */
  sharedWithViewer: boolean;
  /** Number of accounts that have a share of it. */
  shareCount: number;
  /** Whether the owner is suspended; false for images that are not custom. */
  ownerSuspended: boolean;
  /** Accounts other than the owner whose unreviewed images are in its lineage, as `sourcesThrough` derives them. */
  unreviewedSources: readonly string[];
}

/** The part of an instance type that decides which images it can run. */
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

/** Number of custom images of the viewer's root account in one region, and of those that the request would add. */
export interface ImageUse {
  regionId: string;
  used: number;
  adding: number;
}

/** Counted operations of the viewer's root account today in one region. `resetsAt`: milliseconds since 1970, UTC. */
export interface DayUse {
  regionId: string;
  used: number;
  resetsAt: number;
}

// ---- facts of each kind of request

export interface ActorFacts {
  viewer: ViewerFacts;
}
/** The image that a request names. `image` is null if it does not exist; a hidden one has the relation `NONE`. */
export interface OnImage extends ActorFacts {
  imageId: string;
  image: ImageFacts | null;
}
/** The instances that a request names; `instances` holds those that exist. */
export interface OnInstances extends ActorFacts {
  instanceIds: readonly string[];
  instances: readonly InstanceFacts[];
}
/** The regions that a request names; `regions` holds those that exist. */
export interface NamesRegions extends ActorFacts {
  regionIds: readonly string[];
  regions: readonly RegionFacts[];
}
/** Instance types on which the image would run; empty if the request names none. */
export interface TargetInstanceTypes {
  instanceTypes: readonly InstanceTypeFacts[];
}
/** The accounts that a request names; `accounts` holds those that exist. */
export interface NamesAccounts extends ActorFacts {
  accountIds: readonly string[];
  accounts: readonly AccountFacts[];
}
/** Whether the request sets anything that only root accounts have. */
export interface NeedsRoots {
  needsRoots: boolean;
}
/** Access that a request takes from operators, and the accounts that can act as one before it. */
export interface OperatorAccess {
  /** Usable operator accounts: not suspended, nor their root, and with a credential that may write. */
  operatorAccess: readonly AccountFacts[];
  /** Whether the named root account would lose the operator role. */
  demotes: boolean;
  suspends: boolean;
}
/** Regions in which the request would create something. */
export interface TargetRegions {
  into: readonly RegionFacts[];
}
/** The named accounts that already have a share of the image. */
export interface ShareRecipients {
  recipients: readonly string[];
}
/** Number of shares that the request would add; accounts that already have one add none. */
export interface NewShares {
  adding: number;
}
/** Effects that deleting an image would have at each account; empty if the viewer does not own the image. */
export interface DeletionImpact {
  impact: Impact;
}
export interface Impact {
  shares: number;
  copies: number;
  runningInstances: number;
  byAccount: readonly { accountId: string; runningInstances: number; sharedAt: number | null }[];
}
export interface MarketplaceReview {
  verdict: Verdict;
  /** Whether a change of the image that its provider submitted awaits review. */
  editPending: boolean;
}
export interface AddsImages extends ActorFacts {
  imageUse: readonly ImageUse[];
}
export interface DailyUsage extends ActorFacts {
  /** Null if the request has no region to count in, because the thing it names does not exist. */
  day: DayUse | null;
}
export interface AddsToken extends ActorFacts {
  liveTokens: number;
}
