/** Lists every rule by name, in the order of evaluation. */
export const RULES = [
  'OPERATOR_ONLY',
  'PROVIDER_ONLY',
  'AGREEMENT_NOT_SIGNED',
  'IMAGE_NOT_FOUND',
  'INSTANCE_NOT_FOUND',
  'REGION_NOT_FOUND',
  'ACCOUNT_NOT_FOUND',
  'CUSTOM_IMAGES_ONLY',
  'PUBLIC_IMAGES_ONLY',
  'MARKETPLACE_IMAGES_ONLY',
  'ITS_PROVIDER_ONLY',
  'ROOT_ACCOUNTS_ONLY',
  'SHARED_IMAGE_IS_LAUNCH_ONLY',
  'OWNER_SUSPENDED',
  'LAST_OPERATOR',
  'SOURCE_NOT_TRUSTED',
  'IMAGE_NOT_READY',
  'INSTANCE_NOT_READY',
  'IMAGE_IS_SHARED',
  'NOTHING_TO_REVIEW',
  'SHARE_WITH_SELF',
  'ALREADY_SHARED',
  'NOT_SHARED',
  'RECIPIENT_NOT_ROOT_ACCOUNT',
  'ARCHITECTURE_MISMATCH',
  'SHARE_STAYS_IN_REGION',
  'LAUNCH_STAYS_IN_REGION',
  'REGION_UNAVAILABLE',
  'COPY_TO_SAME_REGION',
  'COPY_REGION_UNSUPPORTED',
  'IMAGE_LIMIT',
  'SHARE_LIMIT',
  'ACCESS_TOKEN_LIMIT',
  'DAILY_OPERATION_LIMIT',
] as const;
export type RuleName = (typeof RULES)[number];

/**
 * Orders the evaluation of rules. A denial in one of the first three steps ends it and names no other rule, because
 * later rules would disclose facts that the viewer may not know.
 */
export const STEPS = ['ROLE', 'EXISTENCE', 'RELATION', 'STATE', 'REQUEST', 'REGION', 'QUOTA', 'DAILY_QUOTA'] as const;
export type Step = (typeof STEPS)[number];
const FINAL: readonly Step[] = ['ROLE', 'EXISTENCE', 'RELATION'];

/** Names one rule that does not allow a request, with message, numbers and ids. `resetsAt` is milliseconds, UTC. */
export interface Denial {
  rule: RuleName;
  message: string;
  limit: number | null;
  used: number | null;
  resetsAt: number | null;
  subjects: string[];
}

/** Holds the details that a rule's `check` returns for a denial; `evaluate` adds the rule's name. */
export type DenialDetails = {
  message: string;
  limit?: number;
  used?: number;
  resetsAt?: number;
  subjects?: readonly string[];
};

/** A rule over the facts `F`. */
export interface Rule<in F> {
  name: RuleName;
  step: Step;
  statement: string;
  /** The page or the decision that the rule comes from. */
  source: string;
  /** The number that the rule enforces by default; null if it has none. */
  limit: number | null;
  check(facts: F): DenialDetails | null;
}

/** Either allows a request or lists every denial, in the order of evaluation. */
export type Decision = { allowed: true } | { allowed: false; denials: [Denial, ...Denial[]] };

/** Evaluates the rules in the order given. It throws nothing and reads nothing but the facts. */
export function evaluate<F>(rules: readonly Rule<F>[], facts: F): Decision {
  const denials: Denial[] = [];
  for (const rule of rules) {
    const no = rule.check(facts);
    if (no === null) continue;
    denials.push({
      rule: rule.name,
      message: no.message,
      limit: no.limit ?? null,
      used: no.used ?? null,
      resetsAt: no.resetsAt ?? null,
      subjects: [...(no.subjects ?? [])],
    });
    if (FINAL.includes(rule.step)) break;
  }
  return hasAny(denials) ? { allowed: false, denials } : { allowed: true };
}

const hasAny = (denials: Denial[]): denials is [Denial, ...Denial[]] => denials.length > 0;
