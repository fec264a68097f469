import { evaluate, RULES, type Decision, type Rule, type RuleName } from './decision';
import type { FactsOf, OperationKind } from './operations';
import { accessTokenLimit, dailyOperationLimit, imageLimit, shareLimit } from './rules/quota';
import { accountsFound, imageFound, instancesFound, regionsFound } from './rules/existence';
import {
  copyGoesElsewhere,
  copySupported,
  launchStaysInRegion,
  regionsAvailable,
  shareStaysInRegion,
} from './rules/region';
import {
  architectureFits,
  holdShares,
  notWithSelf,
  notYetShared,
  recipientsAreRoots,
  somethingToReview,
  viewerHoldsIt,
} from './rules/request';
import { agreementSigned, operatorOnly, providerOnly } from './rules/role';
import {
  customImagesOnly,
  customOrOwnMarketplace,
  itsProviderOnly,
  marketplaceImagesOnly,
  publicImagesOnly,
  rootAccountsOnly,
  sharedIsLaunchOnly,
} from './rules/relation';
import {
  imageAvailable,
  imageDeletable,
  imageNotShared,
  instancesReady,
  operatorRemains,
  ownerActive,
  sourceTrusted,
} from './rules/state';

export type { FactsOf, OperationKind };

/**
 * Maps each operation to its rules, in the order of evaluation. Mutations, dry runs, `viewerCan` and `rules` all read
 * this map.
 */
export const RULEBOOK: { [K in OperationKind]: readonly Rule<FactsOf[K]>[] } = {
  CREATE_IMAGE: [instancesFound, instancesReady, regionsAvailable, imageLimit, dailyOperationLimit],
  IMPORT_IMAGE: [regionsFound, regionsAvailable, imageLimit, dailyOperationLimit],
  COPY_IMAGE: [
    imageFound,
    regionsFound,
    customImagesOnly,
    sharedIsLaunchOnly,
    imageAvailable,
    regionsAvailable,
    copyGoesElsewhere,
    copySupported,
    imageLimit,
    dailyOperationLimit,
  ],
  UPDATE_IMAGE: [imageFound, customImagesOnly, sharedIsLaunchOnly, imageAvailable, dailyOperationLimit],
  DELETE_IMAGE: [imageFound, customImagesOnly, sharedIsLaunchOnly, imageDeletable, imageNotShared, dailyOperationLimit],
  SHARE_IMAGE: [
    imageFound,
    regionsFound,
    accountsFound,
    customImagesOnly,
    sharedIsLaunchOnly,
    imageAvailable,
    notWithSelf,
    notYetShared,
    recipientsAreRoots,
    shareStaysInRegion,
    shareLimit,
    dailyOperationLimit,
  ],
  UNSHARE_IMAGE: [
    imageFound,
    accountsFound,
    customImagesOnly,
    sharedIsLaunchOnly,
    imageAvailable,
    holdShares,
    dailyOperationLimit,
  ],
  LEAVE_IMAGE: [imageFound, customImagesOnly, viewerHoldsIt],
  LAUNCH_INSTANCES: [
    imageFound,
    regionsFound,
    ownerActive,
    sourceTrusted,
    imageAvailable,
    architectureFits,
    launchStaysInRegion,
    regionsAvailable,
  ],
  RESTORE_INSTANCE: [
    imageFound,
    instancesFound,
    sharedIsLaunchOnly,
    ownerActive,
    imageAvailable,
    instancesReady,
    architectureFits,
    launchStaysInRegion,
  ],
  TERMINATE_INSTANCES: [instancesFound, instancesReady],
  SUBMIT_MARKETPLACE_IMAGE: [
    providerOnly,
    agreementSigned,
    imageFound,
    customOrOwnMarketplace,
    sharedIsLaunchOnly,
    imageAvailable,
    regionsAvailable,
  ],
  WITHDRAW_MARKETPLACE_IMAGE: [providerOnly, agreementSigned, imageFound, marketplaceImagesOnly, itsProviderOnly],
  REVIEW_MARKETPLACE_IMAGE: [operatorOnly, imageFound, marketplaceImagesOnly, somethingToReview],
  PUBLISH_IMAGE: [operatorOnly, regionsFound, regionsAvailable],
  RETIRE_IMAGE: [operatorOnly, imageFound, publicImagesOnly],
  CREATE_ACCOUNT: [operatorOnly, accountsFound, rootAccountsOnly],
  UPDATE_ACCOUNT: [operatorOnly, accountsFound, rootAccountsOnly, operatorRemains],
  UPDATE_REGION: [operatorOnly, regionsFound],
  CREATE_ACCESS_TOKEN: [accessTokenLimit],
  REVOKE_ACCESS_TOKEN: [],
  RESTRICT_LAUNCH_SOURCES: [accountsFound, rootAccountsOnly],
};

export const OPERATIONS = Object.keys(RULEBOOK) as OperationKind[];

/**
 * Lists the operations on custom images that count towards the daily limit, each call once (choice of an image:
 * “operations on custom images”; overview: cloud API calls included). Launches, restores and leaving do not count.
 */
const COUNTED: readonly OperationKind[] = [
  'CREATE_IMAGE',
  'IMPORT_IMAGE',
  'COPY_IMAGE',
  'UPDATE_IMAGE',
  'SHARE_IMAGE',
  'UNSHARE_IMAGE',
  'DELETE_IMAGE',
];

/**
 * Returns whether a successful operation counts towards the daily limit, for every account; operations reserved for
 * operators do not.
 */
export function counts(kind: OperationKind): boolean {
  return COUNTED.includes(kind);
}

/** Evaluates the rules of one operation over its facts. */
export function decide<K extends OperationKind>(kind: K, facts: FactsOf[K]): Decision {
  return evaluate(RULEBOOK[kind], facts);
}

/** A rule as clients see it: its sentence, its number, and the operations it guards. */
export interface RuleDescription {
  rule: RuleName;
  statement: string;
  limit: number | null;
  guards: OperationKind[];
}

/** Returns every rule that guards an operation, in the order of evaluation. */
export function describeRules(): RuleDescription[] {
  return RULES.flatMap((name) => {
    const guards = OPERATIONS.filter((kind) => RULEBOOK[kind].some((rule) => rule.name === name));
    const rule = guards.flatMap((kind) => RULEBOOK[kind] as readonly Rule<never>[]).find((each) => each.name === name);
    return rule === undefined ? [] : [{ rule: name, statement: rule.statement, limit: rule.limit, guards }];
  });
}
