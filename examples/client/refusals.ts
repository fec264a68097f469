import type { Rule } from './generated/operations';

/** What a caller can do about a denial. */
type Remedy =
  'ask for something else' | 'make room first' | 'wait' | 'nothing to do' | 'ask the owner' | 'ask an operator';

/** The remedy for every rule. A rule that the schema gets later is a compile error until it is listed here. */
const REMEDIES = {
  ACCESS_TOKEN_LIMIT: 'make room first',
  ACCOUNT_NOT_FOUND: 'ask for something else',
  AGREEMENT_NOT_SIGNED: 'ask an operator',
  ALREADY_SHARED: 'nothing to do',
  ARCHITECTURE_MISMATCH: 'ask for something else',
  COPY_REGION_UNSUPPORTED: 'ask for something else',
  COPY_TO_SAME_REGION: 'ask for something else',
  CUSTOM_IMAGES_ONLY: 'ask for something else',
  DAILY_OPERATION_LIMIT: 'wait',
  IMAGE_IS_SHARED: 'make room first',
  IMAGE_LIMIT: 'make room first',
  IMAGE_NOT_FOUND: 'ask for something else',
  IMAGE_NOT_READY: 'wait',
  INSTANCE_NOT_FOUND: 'ask for something else',
  INSTANCE_NOT_READY: 'ask for something else',
  ITS_PROVIDER_ONLY: 'ask the owner',
  LAST_OPERATOR: 'make room first',
  LAUNCH_STAYS_IN_REGION: 'ask for something else',
  MARKETPLACE_IMAGES_ONLY: 'ask for something else',
  NOTHING_TO_REVIEW: 'nothing to do',
  NOT_SHARED: 'nothing to do',
  OPERATOR_ONLY: 'ask an operator',
  OWNER_SUSPENDED: 'ask an operator',
  PROVIDER_ONLY: 'ask an operator',
  PUBLIC_IMAGES_ONLY: 'ask for something else',
  RECIPIENT_NOT_ROOT_ACCOUNT: 'ask for something else',
  REGION_NOT_FOUND: 'ask for something else',
  REGION_UNAVAILABLE: 'ask for something else',
  ROOT_ACCOUNTS_ONLY: 'ask for something else',
  SHARED_IMAGE_IS_LAUNCH_ONLY: 'ask the owner',
  SHARE_LIMIT: 'make room first',
  SHARE_STAYS_IN_REGION: 'ask for something else',
  SHARE_WITH_SELF: 'ask for something else',
  SOURCE_NOT_TRUSTED: 'ask for something else',
} satisfies Record<Rule, Remedy>;

/** Returns a line with the remedy for a denial. A service newer than this program may deny by a rule unknown to it. */
export function remedyFor({ rule, message }: { rule: Rule; message: string }): string {
  return rule in REMEDIES ? `${message} [${rule}: ${REMEDIES[rule]}]` : `${message} [${rule}]`;
}

/**
 * Handles the last branch of a switch over `__typename`. A member that the schema gets later is not `never`, so the
 * program does not compile until the switch handles it.
 *
 * @throws always, with the answer
 */
export function unheardOf(answer: never): never {
  throw new Error(`The service answers what this program does not know: ${JSON.stringify(answer)}`);
}

/**
 * Returns the answer of a mutation's field, which is null only where `errors` has the reason.
 *
 * @param error the error that the client made of `errors`
 * @throws that error, or a new one where there is none
 */
export function answered<T>(answer: T, error?: Error): NonNullable<T> {
  if (answer == null) throw error ?? new Error('The service answers null and no error.');
  return answer;
}

/** Handles the branch `Allowed` of a call that was not a dry run. */
export function onlyDryRuns(): never {
  throw new Error('Only a dry run is answered with Allowed.');
}
