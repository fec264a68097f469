import fc from 'fast-check';
import type { ImageKind, LaunchSources, ReviewState, ViewerFacts } from '../../src/policy/facts';
import { mayLaunchFrom, sourcesThrough } from '../../src/policy/lineage';
import { warningsFor } from '../../src/policy/visibility';
import {
  ACME,
  ACME_CI,
  ALLOWED,
  image,
  launch,
  cases,
  MARKETPLACE,
  no,
  OPERATOR,
  OWN,
  PENDING,
  PROVIDER,
  RECEIVED,
  refused,
  restore,
  restricted,
} from './requests';

/** The lineage of an image: the unreviewed images of other accounts that it stems from, through any number of steps. */

describe('the unreviewed sources of an image made of another one:', () => {
  const parent = (ownerId: string, reviewState: ReviewState, ...unreviewedSources: string[]) => ({
    ownerId,
    reviewState,
    unreviewedSources,
  });
  test.each([
    ['another account’s unreviewed image is a source', parent('acc-b', 'UNREVIEWED'), ['acc-b']],
    ['another account’s image in review is a source', parent('acc-b', 'PENDING'), ['acc-b']],
    ['another account’s rejected image is a source', parent('acc-b', 'REJECTED'), ['acc-b']],
    ['another account’s approved image is not a source and ends the lineage', parent('acc-b', 'APPROVED', 'acc-c'), []],
    ['a public image is not a source', parent('acc-b', 'OFFICIAL'), []],
    ['an own image is not a source', parent('acc-a', 'UNREVIEWED'), []],
    ['an own image passes on its sources', parent('acc-a', 'UNREVIEWED', 'acc-c', 'acc-b'), ['acc-b', 'acc-c']],
    [
      'another account’s unreviewed image passes on its sources',
      parent('acc-c', 'UNREVIEWED', 'acc-b'),
      ['acc-b', 'acc-c'],
    ],
    [
      'an image that comes back to its first owner is not a source of itself',
      parent('acc-b', 'UNREVIEWED', 'acc-a'),
      ['acc-b'],
    ],
    ['a source that occurs twice in the lineage counts once', parent('acc-b', 'UNREVIEWED', 'acc-b'), ['acc-b']],
  ])('%s', (_what, made, sources) => expect(sourcesThrough(made, 'acc-a')).toEqual(sources));
});

const CAPTURE = image({ unreviewedSources: ['acc-other'] });
const DEEP = image({ unreviewedSources: ['acc-first', 'acc-other'] });

describe('UNREVIEWED_LINEAGE warns of an own image that stems from an unreviewed one of another account:', () => {
  test.each<[string, Pick<ViewerFacts, 'rootId' | 'roles'> | null, Parameters<typeof warningsFor>[1], string[]]>([
    ['an own image of a shared one has the warning', ACME, CAPTURE, ['UNREVIEWED_LINEAGE']],
    ['an image of the root account has the warning for a sub-account', ACME_CI, CAPTURE, ['UNREVIEWED_LINEAGE']],
    ['an own image without unreviewed sources has no warning', ACME, OWN, []],
    [
      'a recipient is warned only of the share',
      ACME,
      { ...RECEIVED, unreviewedSources: ['acc-first'] },
      ['UNREVIEWED_SOURCE'],
    ],
    [
      'the first owner as a recipient is warned only of the share',
      ACME,
      { ...RECEIVED, unreviewedSources: ['acc-acme'] },
      ['UNREVIEWED_SOURCE'],
    ],
    [
      'a submission in review has the warning for its provider',
      PROVIDER,
      { ...PENDING, unreviewedSources: ['acc-first'] },
      ['UNREVIEWED_LINEAGE'],
    ],
    [
      'a submission in review has the warning for an operator',
      OPERATOR,
      { ...PENDING, unreviewedSources: ['acc-first'] },
      ['UNREVIEWED_LINEAGE'],
    ],
    [
      'a submission in review that stems from the operator’s image has no warning for it',
      OPERATOR,
      { ...PENDING, unreviewedSources: ['acc-operator'] },
      [],
    ],
    ['an approved image has no warning', PROVIDER, { ...MARKETPLACE, unreviewedSources: ['acc-first'] }, []],
    [
      'an approved but unlisted image has no warning',
      PROVIDER,
      { ...MARKETPLACE, listed: false, unreviewedSources: ['acc-first'] },
      [],
    ],
    ['anonymous callers receive no warning', null, { ...MARKETPLACE, unreviewedSources: ['acc-first'] }, []],
  ])('%s', (_what, viewer, asked, warnings) => expect(warningsFor(viewer, asked)).toEqual(warnings));
});

describe('SOURCE_NOT_TRUSTED, evaluated over the lineage,', () => {
  const denial = (message: string) => refused(no('SOURCE_NOT_TRUSTED', message, ['img-1']));
  const unreviewed = denial(
    'This account launches images of reviewed sources alone; this one stems from an image of another account that nobody reviewed. Take another image, or let in more sources by restrictLaunchSources.',
  );
  const untrusted = denial(
    'This account launches images of reviewed sources and trusted accounts alone; this one stems from an unreviewed image of an account that is not among them. Trust that account by restrictLaunchSources, or take another image.',
  );
  const reviewed = restricted(ACME, 'REVIEWED', ['acc-other']);
  const trusting = (...ids: string[]) => restricted(ACME, 'TRUSTED', ids);
  cases([
    ['allows an own image of a shared one under ANYONE', launch({ image: CAPTURE }), ALLOWED],
    [
      'denies an own image of a shared one under REVIEWED, with accounts trusted before',
      launch({ by: reviewed, image: CAPTURE }),
      unreviewed,
    ],
    ['allows an own image without unreviewed sources under REVIEWED', launch({ by: reviewed, image: OWN }), ALLOWED],
    [
      'denies an own image of an untrusted account’s under TRUSTED',
      launch({ by: trusting('acc-beta'), image: CAPTURE }),
      untrusted,
    ],
    [
      'allows an own image of a trusted account’s under TRUSTED',
      launch({ by: trusting('acc-other'), image: CAPTURE }),
      ALLOWED,
    ],
    [
      'denies an own image with one trusted source of two under TRUSTED',
      launch({ by: trusting('acc-other'), image: DEEP }),
      untrusted,
    ],
    [
      'allows an own image with two trusted sources under TRUSTED',
      launch({ by: trusting('acc-other', 'acc-first'), image: DEEP }),
      ALLOWED,
    ],
    [
      'denies a share of a trusted account that stems from an untrusted one’s',
      launch({ by: trusting('acc-other'), image: { ...RECEIVED, unreviewedSources: ['acc-first'] } }),
      untrusted,
    ],
    [
      'allows a share of a trusted account that stems from an own image',
      launch({ by: trusting('acc-other'), image: { ...RECEIVED, unreviewedSources: ['acc-acme'] } }),
      ALLOWED,
    ],
    [
      'allows restoring an instance from an own image of a shared one under REVIEWED',
      restore({ by: reviewed, image: CAPTURE }),
      ALLOWED,
    ],
  ]);
});

// ---- the rule over any lineage, derived step by step, against the column that is stored

interface Step {
  owner: string;
  kind: ImageKind;
  reviewState: ReviewState;
}
const ACCOUNTS = ['acc-1', 'acc-2', 'acc-3', 'acc-4'];
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    owner: fc.constantFrom(...ACCOUNTS),
    kind: fc.constant<ImageKind>('CUSTOM'),
    reviewState: fc.constant<ReviewState>('UNREVIEWED'),
  }),
  fc.record({
    owner: fc.constantFrom(...ACCOUNTS),
    kind: fc.constant<ImageKind>('MARKETPLACE'),
    reviewState: fc.constantFrom<ReviewState>('PENDING', 'APPROVED', 'REJECTED'),
  }),
);

test('sources inherited from image to image give the same decision as a walk up the whole lineage', () => {
  const viewers = fc.record({
    rootId: fc.constantFrom(...ACCOUNTS),
    launchSources: fc.constantFrom<LaunchSources>('ANYONE', 'REVIEWED', 'TRUSTED'),
    trustedIds: fc.subarray(ACCOUNTS),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), viewers, fc.boolean(), (line, viewer, signed) => {
      let sources: string[] = [];
      for (const [at, { owner }] of line.entries()) {
        const before = line[at - 1];
        if (before !== undefined) {
          const { owner: ownerId, reviewState } = before;
          sources = sourcesThrough({ ownerId, reviewState, unreviewedSources: sources }, owner);
        }
      }
      const last = line[line.length - 1]!;
      const listed = last.reviewState === 'APPROVED' && signed;

      // The rulebook: every image of another account in the lineage, up to the first that a review approved.
      const foreign: string[] = [];
      for (const [up, { owner, reviewState }] of [...line].reverse().entries()) {
        const vouched = reviewState === 'APPROVED' && (up > 0 || listed);
        if (vouched) break;
        if (owner !== viewer.rootId) foreign.push(owner);
        if (reviewState === 'APPROVED') break;
      }
      const may =
        viewer.launchSources === 'ANYONE' ||
        foreign.every((id) => viewer.launchSources === 'TRUSTED' && viewer.trustedIds.includes(id));
      const facts = { ownerId: last.owner, reviewState: last.reviewState, listed, unreviewedSources: sources };
      expect(mayLaunchFrom(viewer, facts)).toBe(may);
    }),
    { numRuns: 2_000 },
  );
});
