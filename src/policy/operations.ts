import type {
  AddsImages,
  AddsToken,
  Asked,
  CountsToday,
  Holders,
  Judges,
  NamesAccounts,
  NamesRegions,
  NeedsRoots,
  Occupies,
  OnImage,
  OnInstances,
  OperatorAccess,
  TakesPlaces,
  TargetInstanceTypes,
  Touches,
} from './facts';

/** The facts each operation is judged over. */
export interface FactsOf {
  CREATE_IMAGE: OnInstances & Occupies & AddsImages & CountsToday;
  IMPORT_IMAGE: NamesRegions & Occupies & AddsImages & CountsToday;
  COPY_IMAGE: OnImage & NamesRegions & Occupies & AddsImages & CountsToday;
  UPDATE_IMAGE: OnImage & CountsToday;
  DELETE_IMAGE: OnImage & Touches & CountsToday;
  SHARE_IMAGE: OnImage & NamesAccounts & Holders & NamesRegions & TakesPlaces & CountsToday;
  UNSHARE_IMAGE: OnImage & NamesAccounts & Holders & CountsToday;
  LEAVE_IMAGE: OnImage;
  LAUNCH_INSTANCES: OnImage & NamesRegions & Occupies & TargetInstanceTypes;
  RESTORE_INSTANCE: OnImage & OnInstances & NamesRegions & TargetInstanceTypes;
  TERMINATE_INSTANCES: OnInstances;
  SUBMIT_MARKETPLACE_IMAGE: OnImage & Occupies;
  WITHDRAW_MARKETPLACE_IMAGE: OnImage;
  REVIEW_MARKETPLACE_IMAGE: OnImage & Judges;
  PUBLISH_IMAGE: NamesRegions & Occupies;
  RETIRE_IMAGE: OnImage;
  CREATE_ACCOUNT: NamesAccounts & NeedsRoots;
  UPDATE_ACCOUNT: NamesAccounts & NeedsRoots & OperatorAccess;
  UPDATE_REGION: NamesRegions;
  CREATE_ACCESS_TOKEN: AddsToken;
  REVOKE_ACCESS_TOKEN: Asked;
  RESTRICT_LAUNCH_SOURCES: NamesAccounts & NeedsRoots;
}
export type OperationKind = keyof FactsOf;
