import type {
  AddsImages,
  AddsToken,
  ActorFacts,
  DailyUsage,
  ShareRecipients,
  MarketplaceReview,
  NamesAccounts,
  NamesRegions,
  NeedsRoots,
  TargetRegions,
  OnImage,
  OnInstances,
  OperatorAccess,
  NewShares,
  TargetInstanceTypes,
  DeletionImpact,
} from './facts';

/** Maps each operation to the facts over which its rules are evaluated. */
export interface FactsOf {
  CREATE_IMAGE: OnInstances & TargetRegions & AddsImages & DailyUsage;
  IMPORT_IMAGE: NamesRegions & TargetRegions & AddsImages & DailyUsage;
  COPY_IMAGE: OnImage & NamesRegions & TargetRegions & AddsImages & DailyUsage;
  UPDATE_IMAGE: OnImage & DailyUsage;
  DELETE_IMAGE: OnImage & DeletionImpact & DailyUsage;
  SHARE_IMAGE: OnImage & NamesAccounts & ShareRecipients & NamesRegions & NewShares & DailyUsage;
  UNSHARE_IMAGE: OnImage & NamesAccounts & ShareRecipients & DailyUsage;
  LEAVE_IMAGE: OnImage;
  LAUNCH_INSTANCES: OnImage & NamesRegions & TargetRegions & TargetInstanceTypes;
  RESTORE_INSTANCE: OnImage & OnInstances & NamesRegions & TargetInstanceTypes;
  TERMINATE_INSTANCES: OnInstances;
  SUBMIT_MARKETPLACE_IMAGE: OnImage & TargetRegions;
  WITHDRAW_MARKETPLACE_IMAGE: OnImage;
  REVIEW_MARKETPLACE_IMAGE: OnImage & MarketplaceReview;
  PUBLISH_IMAGE: NamesRegions & TargetRegions;
  RETIRE_IMAGE: OnImage;
  CREATE_ACCOUNT: NamesAccounts & NeedsRoots;
  UPDATE_ACCOUNT: NamesAccounts & NeedsRoots & OperatorAccess;
  UPDATE_REGION: NamesRegions;
  CREATE_ACCESS_TOKEN: AddsToken;
  REVOKE_ACCESS_TOKEN: ActorFacts;
  RESTRICT_LAUNCH_SOURCES: NamesAccounts & NeedsRoots;
}
export type OperationKind = keyof FactsOf;
