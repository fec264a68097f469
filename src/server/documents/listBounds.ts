import {
  ACCESS_TOKENS_PER_ACCOUNT,
  CATALOGUE_SIZES,
  DEFAULT_LIMITS,
  IDS_PER_LIST,
  IMPACT_PAGE_SIZE,
  INSTANCES_PER_LAUNCH,
  sharesAnswered,
} from '../../policy/limits';
import { RULES, STEPS } from '../../policy/decision';
import { RULEBOOK } from '../../policy/rulebook';
import { WARNINGS } from '../../policy/visibility';

/** Facts of a viewer on which the lengths of plain lists depend. */
export interface ViewerBounds {
  /** Shares returned of one image without `first`. */
  sharesPerImage: number;
  trustedAccounts: number;
}

/** Bounds used before authentication; a viewer with larger bounds is charged more after it. */
export const USUAL_BOUNDS: ViewerBounds = { sharesPerImage: DEFAULT_LIMITS.sharesPerImage, trustedAccounts: 0 };

/** Returns the bounds of a viewer. */
export function boundsOf(viewer: { limits: { sharesPerImage: number }; trustedIds: readonly string[] }): ViewerBounds {
  return {
    sharesPerImage: sharesAnswered(viewer.limits),
    trustedAccounts: viewer.trustedIds.length,
  };
}

/** Values from which the bound of a plain list is computed. */
interface BoundInputs {
  /** Arguments of the field itself, with variables and their defaults inserted, not yet checked. */
  args: Readonly<Record<string, unknown>>;
  /** The `input` of the mutation around the field. */
  input: Readonly<Record<string, unknown>>;
  bounds: ViewerBounds;
}

const entries = (value: unknown) => (Array.isArray(value) ? Math.min(IDS_PER_LIST, value.length) : 1);
const wholeNumber = (value: unknown, otherwise: number, max: number) =>
  typeof value === 'number' ? Math.min(max, Math.max(1, Math.trunc(value))) : otherwise;

/** Steps whose denials are collected together: a denial of one of the first three steps is the only one. */
const NAMED_TOGETHER = new Set(STEPS.slice(3));
const MAX_ALSO =
  Math.max(...Object.values(RULEBOOK).map((rules) => rules.filter(({ step }) => NAMED_TOGETHER.has(step)).length)) - 1;

/**
 * The most entries of each plain list of objects, by `Type.field`. A list that is missing here counts 100 entries, and
 * a test requires its bound.
 */
const BOUNDS = new Map<string, (inputs: BoundInputs) => number>([
  ['CopyImagePayload.images', ({ input }) => entries(input['regionIds'])],
  ['Denied.also', () => MAX_ALSO],
  ['Image.shares', ({ args, bounds }) => wholeNumber(args['first'], bounds.sharesPerImage, IDS_PER_LIST)],
  ['ImageImpact.byAccount', ({ args }) => wholeNumber(args['first'], IMPACT_PAGE_SIZE, IDS_PER_LIST)],
  ['LaunchInstancesPayload.instances', ({ input }) => wholeNumber(input['count'], 1, INSTANCES_PER_LAUNCH)],
  ['PublishImagePayload.images', ({ input }) => entries(input['regionIds'])],
  ['Query.instanceTypes', () => CATALOGUE_SIZES.instanceTypes],
  ['Query.regions', () => CATALOGUE_SIZES.regions],
  ['Query.rules', () => RULES.length],
  [
    'RestrictLaunchSourcesPayload.trustedAccounts',
    ({ input, bounds }) => Math.max(entries(input['trustedAccountIds']), bounds.trustedAccounts),
  ],
  ['ShareImagePayload.shares', ({ input }) => entries(input['accountIds'])],
  ['TerminateInstancesPayload.instances', ({ input }) => entries(input['instanceIds'])],
  ['Viewer.accessTokens', () => ACCESS_TOKENS_PER_ACCOUNT],
  ['Viewer.trustedAccounts', ({ bounds }) => bounds.trustedAccounts],
]);
/** Bounds of lists that are the same in every type. */
const BOUNDS_BY_FIELD = new Map<string, number>([
  ['lines', 2],
  ['warnings', Object.keys(WARNINGS).length],
]);

/** Returns the most entries of a plain list of objects; null for a list without a known bound. */
export function listBound(type: string, field: string, inputs: BoundInputs): number | null {
  return BOUNDS.get(`${type}.${field}`)?.(inputs) ?? BOUNDS_BY_FIELD.get(field) ?? null;
}
