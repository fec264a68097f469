// Made by `npm run codegen` from schema.graphql and operations/*.graphql.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Input of `createImage`. */
export type CreateImageInput = {
  /** Purpose of the image, up to 256 characters. */
  readonly description?: string | null | undefined;
  /** Whether to evaluate rules only. */
  readonly dryRun?: boolean | null | undefined;
  /** Retry key: 1–64 printable ASCII characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** ID of one of the viewer’s instances, not terminated. The image is created in its region. */
  readonly instanceId: string;
  /** Name of the image, 1–60 characters. */
  readonly name: string;
};

/** Type of an image from the viewer’s perspective. */
export type ImageType =
  /** Owned by the viewer. */
  | 'CUSTOM'
  /** Offered to everyone by a provider, after approval in a review. */
  | 'MARKETPLACE'
  /** Published by the operators for everyone. */
  | 'PUBLIC'
  /** Custom image of another account, shared with the viewer for launching only. */
  | 'SHARED';

/** State of an instance. */
export type InstanceState =
  /** Running. */
  | 'RUNNING'
  /** Stopped; accepts the same operations as a running one. */
  | 'STOPPED'
  /** Permanently gone; accepts no operation. */
  | 'TERMINATED';

/** Input of `launchInstances`. */
export type LaunchInstancesInput = {
  /** Number of instances, 1–100; all of them are launched or none. */
  readonly count?: number | null | undefined;
  /** Whether to evaluate rules only. */
  readonly dryRun?: boolean | null | undefined;
  /** Retry key: 1–64 printable ASCII characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** ID of an image: custom, shared, public or marketplace. */
  readonly imageId: string;
  /** ID of the instance type, one of `Query.instanceTypes`. */
  readonly instanceType: string;
  /** Name of each instance, up to 60 characters. */
  readonly name?: string | null | undefined;
  /** ID of the image’s region, as an optional check; any other is denied. */
  readonly regionId?: string | null | undefined;
  /** Tenancy of the hardware; the rules are the same for both. */
  readonly tenancy?: Tenancy | null | undefined;
};

/** Name of a mutation, as the ledger and the rulebook cite it. */
export type OperationKind =
  /** Mutation `copyImage`. */
  | 'COPY_IMAGE'
  /** Mutation `createAccessToken`. */
  | 'CREATE_ACCESS_TOKEN'
  /** Mutation `createAccount`. */
  | 'CREATE_ACCOUNT'
  /** Mutation `createImage`. */
  | 'CREATE_IMAGE'
  /** Mutation `deleteImage`. */
  | 'DELETE_IMAGE'
  /** Mutation `importImage`. */
  | 'IMPORT_IMAGE'
  /** Mutation `launchInstances`. */
  | 'LAUNCH_INSTANCES'
  /** Mutation `leaveImage`. */
  | 'LEAVE_IMAGE'
  /** Mutation `publishImage`. */
  | 'PUBLISH_IMAGE'
  /** Mutation `restoreInstance`. */
  | 'RESTORE_INSTANCE'
  /** Mutation `restrictLaunchSources`. */
  | 'RESTRICT_LAUNCH_SOURCES'
  /** Mutation `retireImage`. */
  | 'RETIRE_IMAGE'
  /** Mutation `reviewMarketplaceImage`. */
  | 'REVIEW_MARKETPLACE_IMAGE'
  /** Mutation `revokeAccessToken`. */
  | 'REVOKE_ACCESS_TOKEN'
  /** Mutation `shareImage`. */
  | 'SHARE_IMAGE'
  /** Mutation `submitMarketplaceImage`. */
  | 'SUBMIT_MARKETPLACE_IMAGE'
  /** Mutation `terminateInstances`. */
  | 'TERMINATE_INSTANCES'
  /** Mutation `unshareImage`. */
  | 'UNSHARE_IMAGE'
  /** Mutation `updateAccount`. */
  | 'UPDATE_ACCOUNT'
  /** Mutation `updateImage`. */
  | 'UPDATE_IMAGE'
  /** Mutation `updateRegion`. */
  | 'UPDATE_REGION'
  /** Mutation `withdrawMarketplaceImage`. */
  | 'WITHDRAW_MARKETPLACE_IMAGE';

/** Name of a rule, as denials cite it. `Query.rules` lists all with their numbers and the operations they guard. */
export type Rule =
  /** An account has a limited number of live access tokens; revoked and expired ones do not count. */
  | 'ACCESS_TOKEN_LIMIT'
  /** A named account is an account of this service. */
  | 'ACCOUNT_NOT_FOUND'
  /** A provider signs the marketplace agreement before it submits images. */
  | 'AGREEMENT_NOT_SIGNED'
  /** An account holds at most one share of an image. */
  | 'ALREADY_SHARED'
  /** An image runs on instance types of its own architecture. */
  | 'ARCHITECTURE_MISMATCH'
  /** Both the image’s region and the copy’s must support image copy. */
  | 'COPY_REGION_UNSUPPORTED'
  /** A copy goes to another region than its image’s. */
  | 'COPY_TO_SAME_REGION'
  /** Public and marketplace images are not an account’s to change, copy, share or leave. */
  | 'CUSTOM_IMAGES_ONLY'
  /** A root account performs a limited number of operations on custom images per region and day, however they are called; refusals, dry runs and repeats under one key cost none. */
  | 'DAILY_OPERATION_LIMIT'
  /** An image is deleted only when no account holds a share of it. */
  | 'IMAGE_IS_SHARED'
  /** A root account holds a limited number of custom images per region; images still in the making count, failed and received ones do not. */
  | 'IMAGE_LIMIT'
  /** An image exists for those who may see it; for everyone else it is as if there were none. */
  | 'IMAGE_NOT_FOUND'
  /** Only AVAILABLE images are launched, changed, copied and shared; AVAILABLE and FAILED ones may be deleted. */
  | 'IMAGE_NOT_READY'
  /** An instance exists for the account that launched it, and for no other. */
  | 'INSTANCE_NOT_FOUND'
  /** A terminated instance takes no further operation. */
  | 'INSTANCE_NOT_READY'
  /** A marketplace image is its provider’s to change and withdraw. */
  | 'ITS_PROVIDER_ONLY'
  /** The last operator that somebody can act as is neither demoted nor suspended. */
  | 'LAST_OPERATOR'
  /** An image launches, and restores instances, only in its own region. */
  | 'LAUNCH_STAYS_IN_REGION'
  /** Only marketplace images are reviewed and withdrawn. */
  | 'MARKETPLACE_IMAGES_ONLY'
  /** A review judges what was submitted, or takes back an earlier verdict; it does not repeat one. */
  | 'NOTHING_TO_REVIEW'
  /** Only an account that holds a share can lose or leave it. */
  | 'NOT_SHARED'
  /** Public images, reviews, regions, accounts and limits are the operators’ to change. */
  | 'OPERATOR_ONLY'
  /** A custom image of a suspended account is not launched, by anyone, nor restored from. */
  | 'OWNER_SUSPENDED'
  /** Marketplace images come from accounts with the provider role. */
  | 'PROVIDER_ONLY'
  /** Only public images are retired; custom images are deleted, marketplace images withdrawn. */
  | 'PUBLIC_IMAGES_ONLY'
  /** Images are shared with root accounts; their sub-accounts use the same share. */
  | 'RECIPIENT_NOT_ROOT_ACCOUNT'
  /** A named region is one of the listed regions. */
  | 'REGION_NOT_FOUND'
  /** A closed region takes no new image, copy or instance. */
  | 'REGION_UNAVAILABLE'
  /** Roles, agreement and limits belong to root accounts, and sub-accounts stand directly under one. */
  | 'ROOT_ACCOUNTS_ONLY'
  /** A shared image can only be used to launch instances; nothing else may be done with it. */
  | 'SHARED_IMAGE_IS_LAUNCH_ONLY'
  /** An image is shared with a limited number of accounts; a call that would cross it is refused whole. */
  | 'SHARE_LIMIT'
  /** A share is in its image’s region; to share elsewhere, copy the image first and share the copy. */
  | 'SHARE_STAYS_IN_REGION'
  /** An image is not shared with the account that owns it. */
  | 'SHARE_WITH_SELF'
  /** An account that restricts its launch sources launches its own images, reviewed ones and, where it says so, those of accounts it trusts; what stems from an unreviewed image is judged by whom that is of. */
  | 'SOURCE_NOT_TRUSTED';

/** Input of `shareImage`. */
export type ShareImageInput = {
  /** Root accounts that receive a share, 1–1,000 ids. */
  readonly accountIds: ReadonlyArray<string>;
  /** Whether to evaluate rules only. */
  readonly dryRun?: boolean | null | undefined;
  /** Retry key: 1–64 printable ASCII characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** ID of one of the viewer’s custom images. */
  readonly imageId: string;
  /** ID of the image’s region, as an optional check; any other is denied. */
  readonly regionId?: string | null | undefined;
};

/** Tenancy of an instance’s hardware; both have the same rules. */
export type Tenancy =
  /** Hardware reserved for the account. */
  | 'DEDICATED'
  /** Hardware shared with others. */
  | 'SHARED';

/** Input of `updateImage`; at least one of `name` and `description` is required. */
export type UpdateImageInput = {
  /** New description, up to 256 characters; unchanged if omitted. */
  readonly description?: string | null | undefined;
  /** Whether to evaluate rules only. */
  readonly dryRun?: boolean | null | undefined;
  /** Retry key: 1–64 printable ASCII characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** ID of one of the viewer’s custom images, shared or not. */
  readonly imageId: string;
  /** New name, 1–60 characters; unchanged if omitted. */
  readonly name?: string | null | undefined;
};

/** Warning about launching an image. */
export type WarningCode =
  /** Image that stems from another account’s unreviewed image. */
  | 'UNREVIEWED_LINEAGE'
  /** Image shared by another account, without a review. */
  | 'UNREVIEWED_SOURCE';

export type ImageRowFragment = { readonly id: string, readonly name: string, readonly shareCount: number | null, readonly shares: ReadonlyArray<{ readonly id: string, readonly account: { readonly id: string, readonly name: string } }> | null, readonly viewerCan: { readonly delete: { readonly allowed: boolean } } };

export type RefusalFragment = { readonly rule: Rule, readonly message: string, readonly limit: number | null, readonly used: number | null, readonly resetsAt: string | null };

export type CustomImagesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type CustomImagesQuery = { readonly images: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly id: string, readonly name: string, readonly shareCount: number | null, readonly shares: ReadonlyArray<{ readonly id: string, readonly account: { readonly id: string, readonly name: string } }> | null, readonly viewerCan: { readonly delete: { readonly allowed: boolean } } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ShareImageMutationVariables = Exact<{
  input: ShareImageInput;
}>;


export type ShareImageMutation = { readonly shareImage:
    | { readonly __typename: 'Allowed', readonly operation: OperationKind }
    | { readonly __typename: 'Denied', readonly rule: Rule, readonly message: string, readonly limit: number | null, readonly used: number | null, readonly resetsAt: string | null }
    | { readonly __typename: 'ShareImagePayload', readonly image: { readonly id: string, readonly name: string, readonly shareCount: number | null, readonly shares: ReadonlyArray<{ readonly id: string, readonly account: { readonly id: string, readonly name: string } }> | null, readonly viewerCan: { readonly delete: { readonly allowed: boolean } } } }
   | null };

export type FindQueryVariables = Exact<{
  regionId: string;
}>;


export type FindQuery = { readonly instances: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly image: { readonly id: string, readonly name: string } | null }> } };

export type CreateImageMutationVariables = Exact<{
  input: CreateImageInput;
}>;


export type CreateImageMutation = { readonly createImage:
    | { readonly __typename: 'Allowed', readonly operation: OperationKind }
    | { readonly __typename: 'CreateImagePayload', readonly image: { readonly id: string, readonly name: string, readonly createdAt: string } }
    | { readonly __typename: 'Denied', readonly rule: Rule, readonly message: string, readonly limit: number | null, readonly used: number | null, readonly resetsAt: string | null }
   | null };

export type RenameImageMutationVariables = Exact<{
  input: UpdateImageInput;
}>;


export type RenameImageMutation = { readonly updateImage:
    | { readonly __typename: 'Allowed', readonly operation: OperationKind }
    | { readonly __typename: 'Denied', readonly rule: Rule, readonly message: string, readonly limit: number | null, readonly used: number | null, readonly resetsAt: string | null }
    | { readonly __typename: 'UpdateImagePayload', readonly image: { readonly name: string } }
   | null };

export type WhatMayIDoQueryVariables = Exact<{
  imageId: string;
}>;


export type WhatMayIDoQuery = { readonly image: { readonly name: string, readonly type: ImageType, readonly owner: { readonly name: string }, readonly viewerCan: { readonly launch: { readonly allowed: boolean }, readonly update: { readonly allowed: boolean, readonly denied: { readonly rule: Rule, readonly message: string, readonly limit: number | null, readonly used: number | null, readonly resetsAt: string | null } | null } } } | null };

export type LaunchMutationVariables = Exact<{
  input: LaunchInstancesInput;
}>;


export type LaunchMutation = { readonly launchInstances:
    | { readonly __typename: 'Allowed', readonly operation: OperationKind }
    | { readonly __typename: 'Denied', readonly rule: Rule, readonly message: string, readonly limit: number | null, readonly used: number | null, readonly resetsAt: string | null }
    | { readonly __typename: 'LaunchInstancesPayload', readonly instances: ReadonlyArray<{ readonly id: string, readonly state: InstanceState }>, readonly quote: { readonly hourlyTotal: { readonly amount: string, readonly currency: string } }, readonly warnings: ReadonlyArray<{ readonly code: WarningCode, readonly message: string }> }
   | null };

export const ImageRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImageRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Image"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"shareCount"}},{"kind":"Field","name":{"kind":"Name","value":"shares"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerCan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delete"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}}]}}]}}]}}]} as unknown as DocumentNode<ImageRowFragment, unknown>;
export const RefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]} as unknown as DocumentNode<RefusalFragment, unknown>;
export const CustomImagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomImages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"images"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"types"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"CUSTOM"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ImageRow"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImageRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Image"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"shareCount"}},{"kind":"Field","name":{"kind":"Name","value":"shares"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerCan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delete"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}}]}}]}}]}}]} as unknown as DocumentNode<CustomImagesQuery, CustomImagesQueryVariables>;
export const ShareImageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ShareImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ShareImageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shareImage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ShareImagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ImageRow"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Allowed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ImageRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Image"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"shareCount"}},{"kind":"Field","name":{"kind":"Name","value":"shares"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerCan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delete"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]} as unknown as DocumentNode<ShareImageMutation, ShareImageMutationVariables>;
export const FindDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Find"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"regionId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instances"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"regionId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"regionId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RUNNING"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindQuery, FindQueryVariables>;
export const CreateImageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateImageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createImage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateImagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Allowed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]} as unknown as DocumentNode<CreateImageMutation, CreateImageMutationVariables>;
export const RenameImageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RenameImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateImageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateImage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateImagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Allowed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]} as unknown as DocumentNode<RenameImageMutation, RenameImageMutationVariables>;
export const WhatMayIDoDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhatMayIDo"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"imageId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"imageId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerCan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"launch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}}]}},{"kind":"Field","name":{"kind":"Name","value":"update"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"denied"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]} as unknown as DocumentNode<WhatMayIDoQuery, WhatMayIDoQueryVariables>;
export const LaunchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Launch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LaunchInstancesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"launchInstances"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LaunchInstancesPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quote"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hourlyTotal"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Allowed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Denied"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]} as unknown as DocumentNode<LaunchMutation, LaunchMutationVariables>;