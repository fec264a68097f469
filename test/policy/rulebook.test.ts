import fc from 'fast-check';
import { RULES, type Decision, type Rule, type RuleName } from '../../src/policy/decision';
import type { Architecture, ImageFacts, RegionFacts, ViewerFacts } from '../../src/policy/facts';
import { counts, decide, describeRules, OPERATIONS, RULEBOOK, type OperationKind } from '../../src/policy/rulebook';

/** The rulebook as a whole: its order, its descriptions, the operations that it counts, its answers to any facts. */

const rulesOf = (kind: OperationKind): readonly Rule<never>[] => RULEBOOK[kind];
const place = (name: RuleName) => RULES.indexOf(name);

describe.each(OPERATIONS)('the rulebook of %s', (kind) => {
  test('lists its rules in the order of RULES, none of them twice', () => {
    const places = rulesOf(kind).map(({ name }) => place(name));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  });

  test('has its steps in order, from the role to the daily quota', () => {
    const order = ['ROLE', 'EXISTENCE', 'RELATION', 'STATE', 'REQUEST', 'REGION', 'QUOTA', 'DAILY_QUOTA'];
    const steps = rulesOf(kind).map(({ step }) => order.indexOf(step));
    expect(steps).not.toContain(-1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test('has DAILY_OPERATION_LIMIT exactly where the operation is counted', () => {
    const limited = rulesOf(kind).some(({ name }) => name === 'DAILY_OPERATION_LIMIT');
    expect(limited).toBe(counts(kind));
  });
});

describe('the steps of the rulebook', () => {
  const STEPS: [string, RuleName[]][] = [
    ['ROLE', ['OPERATOR_ONLY', 'PROVIDER_ONLY', 'AGREEMENT_NOT_SIGNED']],
    ['EXISTENCE', ['IMAGE_NOT_FOUND', 'INSTANCE_NOT_FOUND', 'REGION_NOT_FOUND', 'ACCOUNT_NOT_FOUND']],
    [
      'RELATION',
      [
        'CUSTOM_IMAGES_ONLY',
        'PUBLIC_IMAGES_ONLY',
        'MARKETPLACE_IMAGES_ONLY',
        'ITS_PROVIDER_ONLY',
        'ROOT_ACCOUNTS_ONLY',
        'SHARED_IMAGE_IS_LAUNCH_ONLY',
      ],
    ],
    [
      'STATE',
      [
        'OWNER_SUSPENDED',
        'LAST_OPERATOR',
        'SOURCE_NOT_TRUSTED',
        'IMAGE_NOT_READY',
        'INSTANCE_NOT_READY',
        'IMAGE_IS_SHARED',
      ],
    ],
    [
      'REQUEST',
      [
        'NOTHING_TO_REVIEW',
        'SHARE_WITH_SELF',
        'ALREADY_SHARED',
        'NOT_SHARED',
        'RECIPIENT_NOT_ROOT_ACCOUNT',
        'ARCHITECTURE_MISMATCH',
      ],
    ],
    [
      'REGION',
      [
        'SHARE_STAYS_IN_REGION',
        'LAUNCH_STAYS_IN_REGION',
        'REGION_UNAVAILABLE',
        'COPY_TO_SAME_REGION',
        'COPY_REGION_UNSUPPORTED',
      ],
    ],
    ['QUOTA', ['IMAGE_LIMIT', 'SHARE_LIMIT', 'ACCESS_TOKEN_LIMIT']],
    ['DAILY_QUOTA', ['DAILY_OPERATION_LIMIT']],
  ];
  test.each(STEPS)('%s has the rules %j', (step, names) => {
    const rules = OPERATIONS.flatMap(rulesOf).filter(({ name }) => names.includes(name));
    expect(rules.filter((rule) => rule.step !== step)).toEqual([]);
  });

  test('cover all rules, in the order of RULES', () => {
    expect(STEPS.flatMap(([, names]) => names)).toEqual(RULES);
  });
});

describe('describeRules', () => {
  const described = describeRules();

  test('returns each rule once, in the order of RULES', () => {
    expect(described.map(({ rule }) => rule)).toEqual(RULES);
    expect(new Set(RULES).size).toBe(RULES.length);
  });

  test('returns for each rule the operations that it guards, at least one', () => {
    const names = new Set(described.map(({ rule }) => rule));
    expect(RULES.filter((name) => !names.has(name))).toEqual([]);
    for (const { rule, guards } of described) {
      expect({ rule, guards }).toEqual({
        rule,
        guards: OPERATIONS.filter((kind) => rulesOf(kind).some(({ name }) => name === rule)),
      });
      expect(guards).not.toEqual([]);
    }
  });

  test.each<[RuleName, OperationKind[]]>([
    ['PROVIDER_ONLY', ['SUBMIT_MARKETPLACE_IMAGE', 'WITHDRAW_MARKETPLACE_IMAGE']],
    ['AGREEMENT_NOT_SIGNED', ['SUBMIT_MARKETPLACE_IMAGE', 'WITHDRAW_MARKETPLACE_IMAGE']],
    ['MARKETPLACE_IMAGES_ONLY', ['WITHDRAW_MARKETPLACE_IMAGE', 'REVIEW_MARKETPLACE_IMAGE']],
    ['ITS_PROVIDER_ONLY', ['WITHDRAW_MARKETPLACE_IMAGE']],
    ['ROOT_ACCOUNTS_ONLY', ['CREATE_ACCOUNT', 'UPDATE_ACCOUNT', 'RESTRICT_LAUNCH_SOURCES']],
    ['SOURCE_NOT_TRUSTED', ['LAUNCH_INSTANCES']],
    ['OWNER_SUSPENDED', ['LAUNCH_INSTANCES', 'RESTORE_INSTANCE']],
    ['ARCHITECTURE_MISMATCH', ['LAUNCH_INSTANCES', 'RESTORE_INSTANCE']],
    ['LAST_OPERATOR', ['UPDATE_ACCOUNT']],
    ['NOTHING_TO_REVIEW', ['REVIEW_MARKETPLACE_IMAGE']],
    ['IMAGE_LIMIT', ['CREATE_IMAGE', 'IMPORT_IMAGE', 'COPY_IMAGE']],
    ['SHARE_LIMIT', ['SHARE_IMAGE']],
    ['IMAGE_IS_SHARED', ['DELETE_IMAGE']],
    ['NOT_SHARED', ['UNSHARE_IMAGE', 'LEAVE_IMAGE']],
    ['ACCESS_TOKEN_LIMIT', ['CREATE_ACCESS_TOKEN']],
    ['COPY_REGION_UNSUPPORTED', ['COPY_IMAGE']],
  ])('returns that %s guards %j', (name, guards) => {
    expect(described.find(({ rule }) => rule === name)?.guards).toEqual(guards);
  });

  test('returns a limit for four rules', () => {
    expect(described.flatMap(({ rule, limit }) => (limit === null ? [] : [[rule, limit]]))).toEqual([
      ['IMAGE_LIMIT', 10],
      ['SHARE_LIMIT', 50],
      ['ACCESS_TOKEN_LIMIT', 100],
      ['DAILY_OPERATION_LIMIT', 5],
    ]);
  });

  test('returns one sentence per rule, the same for each of its operations, all of which have a source', () => {
    for (const { rule, statement } of described) {
      const same = OPERATIONS.flatMap((kind) => rulesOf(kind).filter(({ name }) => name === rule));
      expect(new Set(same.map((each) => each.statement))).toEqual(new Set([statement]));
      expect(statement).toMatch(/^\p{Lu}.+\.$/u);
      expect(same.filter(({ source }) => source === '')).toEqual([]);
    }
    expect(new Set(described.map(({ statement }) => statement)).size).toBe(described.length);
  });
});

describe('the limit of 5 operations a day', () => {
  test.each<[OperationKind, boolean]>([
    ['CREATE_IMAGE', true],
    ['IMPORT_IMAGE', true],
    ['COPY_IMAGE', true],
    ['UPDATE_IMAGE', true],
    ['SHARE_IMAGE', true],
    ['UNSHARE_IMAGE', true],
    ['DELETE_IMAGE', true],
    ['LEAVE_IMAGE', false],
    ['LAUNCH_INSTANCES', false],
    ['RESTORE_INSTANCE', false],
    ['TERMINATE_INSTANCES', false],
    ['SUBMIT_MARKETPLACE_IMAGE', false],
    ['WITHDRAW_MARKETPLACE_IMAGE', false],
    ['REVIEW_MARKETPLACE_IMAGE', false],
    ['PUBLISH_IMAGE', false],
    ['RETIRE_IMAGE', false],
    ['CREATE_ACCOUNT', false],
    ['UPDATE_ACCOUNT', false],
    ['UPDATE_REGION', false],
    ['CREATE_ACCESS_TOKEN', false],
    ['REVOKE_ACCESS_TOKEN', false],
    ['RESTRICT_LAUNCH_SOURCES', false],
  ])('counts %s: %s', (kind, counted) => expect(counts(kind)).toBe(counted));

  test('counts no operation that only operators may do', () => {
    const operators = OPERATIONS.filter((kind) => rulesOf(kind).some(({ name }) => name === 'OPERATOR_ONLY'));
    expect(operators.length).toBeGreaterThan(4);
    expect(operators.filter(counts)).toEqual([]);
  });
});

// ---- arbitrary facts

const id = fc.constantFrom('acc-acme', 'acc-acme-ci', 'acc-beta', 'acc-other', 'ins-1', 'ap-guangzhou', '');
const idList = fc.array(id, { maxLength: 4 });
const count = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 10_000 }));
const region: fc.Arbitrary<RegionFacts> = fc.record({
  id: fc.constantFrom('ap-guangzhou', 'ap-beijing', 'ap-singapore'),
  name: fc.string(),
  mainlandChina: fc.boolean(),
  supportsImageCopy: fc.boolean(),
  available: fc.boolean(),
});
const regionList = fc.array(region, { maxLength: 3 });
const viewer: fc.Arbitrary<ViewerFacts> = fc.record({
  accountId: id,
  rootId: id,
  roles: fc.subarray(['MEMBER', 'PROVIDER', 'OPERATOR'] as const),
  agreementSigned: fc.boolean(),
  limits: fc.record({ imagesPerRegion: count, sharesPerImage: count, operationsPerDay: count }),
  launchSources: fc.constantFrom('ANYONE', 'REVIEWED', 'TRUSTED'),
  trustedIds: idList,
});
const architecture = fc.constantFrom<Architecture>('I386', 'X86_64', 'ARM64');
const image: fc.Arbitrary<ImageFacts> = fc.record({
  id,
  kind: fc.constantFrom('PUBLIC', 'MARKETPLACE', 'CUSTOM'),
  ownerId: id,
  region,
  state: fc.constantFrom('CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE', 'FAILED'),
  reviewState: fc.constantFrom('OFFICIAL', 'UNREVIEWED', 'PENDING', 'APPROVED', 'REJECTED'),
  listed: fc.boolean(),
  sharedWithViewer: fc.boolean(),
  shareCount: count,
  architecture,
  ownerSuspended: fc.boolean(),
  unreviewedSources: idList,
});
/** The facts of every operation in one, so that each finds its own; an operation that needs others adds them here. */
const facts = fc.record({
  viewer,
  imageId: id,
  image: fc.option(image),
  instanceIds: idList,
  instances: fc.array(
    fc.record({ id, ownerId: id, region, state: fc.constantFrom('RUNNING', 'STOPPED', 'TERMINATED') }),
    { maxLength: 3 },
  ),
  regionIds: fc.array(fc.constantFrom('ap-guangzhou', 'ap-beijing', 'nowhere'), { maxLength: 3 }),
  regions: regionList,
  into: regionList,
  accountIds: idList,
  accounts: fc.array(fc.record({ id, rootId: id }), { maxLength: 4 }),
  needsRoots: fc.boolean(),
  operatorAccess: fc.array(fc.record({ id, rootId: id }), { maxLength: 3 }),
  demotes: fc.boolean(),
  suspends: fc.boolean(),
  instanceTypes: fc.array(fc.record({ id, architectures: fc.array(architecture, { maxLength: 3 }) }), { maxLength: 2 }),
  recipients: idList,
  impact: fc.record({
    shares: count,
    copies: count,
    runningInstances: count,
    byAccount: fc.array(fc.record({ accountId: id, runningInstances: count, sharedAt: fc.option(count) }), {
      maxLength: 3,
    }),
  }),
  verdict: fc.constantFrom('APPROVE', 'REJECT'),
  editPending: fc.boolean(),
  adding: count,
  imageUse: fc.array(fc.record({ regionId: id, used: count, adding: count }), { maxLength: 3 }),
  // A clock cannot exceed the largest time of a Date.
  day: fc.option(fc.record({ regionId: id, used: count, resetsAt: fc.nat({ max: 8_640_000_000_000_000 }) })),
  liveTokens: count,
});
const ask = (kind: OperationKind, given: object): Decision => decide(kind, given as never);

describe.each(OPERATIONS)('the decision on %s, over arbitrary facts,', (kind) => {
  const ending = ['ROLE', 'EXISTENCE', 'RELATION'];
  const stepOf = (name: RuleName) => rulesOf(kind).find((rule) => rule.name === name)!.step;

  test('never throws and is the same for equal facts', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(ask(kind, given)).toEqual(ask(kind, structuredClone(given)));
      }),
    );
  });

  test('names rules in order, each with a message, and only one where that is of an ending step', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const decision = ask(kind, given);
        if (decision.allowed) return;
        const names = decision.denials.map(({ rule }) => rule);
        expect(names).toEqual(
          rulesOf(kind)
            .map(({ name }) => name)
            .filter((name) => names.includes(name)),
        );
        expect(decision.denials.map(({ message }) => message)).not.toContain('');
        const ends = names.filter((name) => ending.includes(stepOf(name)));
        if (ends.length > 0) expect(names).toEqual([names[0]]);
      }),
    );
  });
});
