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

/** What the length of a viewer's plain lists depends on. */
export interface ViewerBounds {
  /** Shares that are read of one image where `first` is left out. */
  sharesPerImage: number;
  trustedAccounts: number;
}

/** The bounds before it is known who the viewer is; a viewer whose bounds are larger is charged more. */
export const USUAL_BOUNDS: ViewerBounds = { sharesPerImage: DEFAULT_LIMITS.sharesPerImage, trustedAccounts: 0 };

/** The bounds of a viewer. */
export function boundsOf(viewer: { limits: { sharesPerImage: number }; trustedIds: readonly string[] }): ViewerBounds {
  return {
    sharesPerImage: sharesAnswered(viewer.limits),
    trustedAccounts: viewer.trustedIds.length,
  };
}

/** What the length of a plain list may be told by. */
interface Given {
  /** Arguments of the field itself; variables and their defaults are filled in, nothing is checked yet. */
  args: Readonly<Record<string, unknown>>;
  /** The `input` of the mutation that it answers. */
  input: Readonly<Record<string, unknown>>;
  bounds: ViewerBounds;
}

const entries = (value: unknown) => (Array.isArray(value) ? Math.min(IDS_PER_LIST, value.length) : 1);
const wholeNumber = (value: unknown, otherwise: number, max: number) =>
  typeof value === 'number' ? Math.min(max, Math.max(1, Math.trunc(value))) : otherwise;

/** After a denial by one of the first three steps no other rule is named. */
const NAMED_TOGETHER = new Set(STEPS.slice(3));
const MAX_ALSO =
  Math.max(...Object.values(RULEBOOK).map((rules) => rules.filter(({ step }) => NAMED_TOGETHER.has(step)).length)) - 1;

/**
 * The most entries that each list of objects can hold which is no connection's, by `Type.field`. A list that is not here
 * is taken for the longest there may be, and a test asks for its bound.
 */
const BOUNDS = new Map<string, (given: Given) => number>([
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
/** The same wherever they stand. */
const BOUNDS_BY_FIELD = new Map<string, number>([
  ['lines', 2],
  ['warnings', Object.keys(WARNINGS).length],
]);

/** The most entries of a plain list of objects; null for a list of which no bound is known. */
export function listBound(type: string, field: string, given: Given): number | null {
  return BOUNDS.get(`${type}.${field}`)?.(given) ?? BOUNDS_BY_FIELD.get(field) ?? null;
}
