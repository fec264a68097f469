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

/** What an image stems from: other accounts' images that nobody reviewed matter, through any number of steps. */

describe('an image made of another one has its sources', () => {
  const parent = (ownerId: string, reviewState: ReviewState, ...unreviewedSources: string[]) => ({
    ownerId,
    reviewState,
    unreviewedSources,
  });
  test.each([
    ['another account’s unreviewed image is a source', parent('acc-b', 'UNREVIEWED'), ['acc-b']],
    ['one that waits for its review is', parent('acc-b', 'PENDING'), ['acc-b']],
    ['one that was rejected is', parent('acc-b', 'REJECTED'), ['acc-b']],
    ['one that was approved is none, and ends the line', parent('acc-b', 'APPROVED', 'acc-c'), []],
    ['a public one is none', parent('acc-b', 'OFFICIAL'), []],
    ['one’s own is none', parent('acc-a', 'UNREVIEWED'), []],
    ['one’s own hands down what it stems from', parent('acc-a', 'UNREVIEWED', 'acc-c', 'acc-b'), ['acc-b', 'acc-c']],
    ['another account’s hands down its own sources too', parent('acc-c', 'UNREVIEWED', 'acc-b'), ['acc-b', 'acc-c']],
    ['what comes back to its first owner is its own', parent('acc-b', 'UNREVIEWED', 'acc-a'), ['acc-b']],
    ['a source twice in the line counts once', parent('acc-b', 'UNREVIEWED', 'acc-b'), ['acc-b']],
  ])('%s', (_what, made, sources) => expect(sourcesThrough(made, 'acc-a')).toEqual(sources));
});

const CAPTURE = image({ unreviewedSources: ['acc-other'] });
const DEEP = image({ unreviewedSources: ['acc-first', 'acc-other'] });

describe('UNREVIEWED_LINEAGE warns of an own image that stems from an unreviewed one of another account', () => {
  test.each<[string, Pick<ViewerFacts, 'rootId' | 'roles'> | null, Parameters<typeof warningsFor>[1], string[]]>([
    ['an own capture', ACME, CAPTURE, ['UNREVIEWED_LINEAGE']],
    ['the root account’s, for a sub-account', ACME_CI, CAPTURE, ['UNREVIEWED_LINEAGE']],
    ['an own image without such a line', ACME, OWN, []],
    [
      'a recipient is warned of the share alone',
      ACME,
      { ...RECEIVED, unreviewedSources: ['acc-first'] },
      ['UNREVIEWED_SOURCE'],
    ],
    [
      'the first owner is a recipient like others',
      ACME,
      { ...RECEIVED, unreviewedSources: ['acc-acme'] },
      ['UNREVIEWED_SOURCE'],
    ],
    [
      'a submission in review, for its provider',
      PROVIDER,
      { ...PENDING, unreviewedSources: ['acc-first'] },
      ['UNREVIEWED_LINEAGE'],
    ],
    ['and for an operator', OPERATOR, { ...PENDING, unreviewedSources: ['acc-first'] }, ['UNREVIEWED_LINEAGE']],
    ['but not where the line is the operator’s', OPERATOR, { ...PENDING, unreviewedSources: ['acc-operator'] }, []],
    ['an approved image ends the line', PROVIDER, { ...MARKETPLACE, unreviewedSources: ['acc-first'] }, []],
    ['listed or not', PROVIDER, { ...MARKETPLACE, listed: false, unreviewedSources: ['acc-first'] }, []],
    ['anonymous callers are told nothing', null, { ...MARKETPLACE, unreviewedSources: ['acc-first'] }, []],
  ])('%s', (_what, viewer, asked, warnings) => expect(warningsFor(viewer, asked)).toEqual(warnings));
});

describe('SOURCE_NOT_TRUSTED is judged over the lineage', () => {
  const says = (message: string) => refused(no('SOURCE_NOT_TRUSTED', message, ['img-1']));
  const unreviewed = says(
    'This account launches images of reviewed sources alone; this one stems from an image of another account that nobody reviewed. Take another image, or let in more sources by restrictLaunchSources.',
  );
  const untrusted = says(
    'This account launches images of reviewed sources and trusted accounts alone; this one stems from an unreviewed image of an account that is not among them. Trust that account by restrictLaunchSources, or take another image.',
  );
  const reviewed = restricted(ACME, 'REVIEWED', ['acc-other']);
  const trusting = (...ids: string[]) => restricted(ACME, 'TRUSTED', ids);
  cases([
    ['ANYONE: an own capture', launch({ image: CAPTURE }), ALLOWED],
    ['REVIEWED: an own capture, whomever it trusted before', launch({ by: reviewed, image: CAPTURE }), unreviewed],
    ['REVIEWED: an own image without such a line', launch({ by: reviewed, image: OWN }), ALLOWED],
    ['TRUSTED: an own capture of nobody it trusts', launch({ by: trusting('acc-beta'), image: CAPTURE }), untrusted],
    ['TRUSTED: an own capture of an account it trusts', launch({ by: trusting('acc-other'), image: CAPTURE }), ALLOWED],
    ['TRUSTED: one of two in the line', launch({ by: trusting('acc-other'), image: DEEP }), untrusted],
    ['TRUSTED: both in the line', launch({ by: trusting('acc-other', 'acc-first'), image: DEEP }), ALLOWED],
    [
      'TRUSTED: a share of a trusted account that stems from another one’s',
      launch({ by: trusting('acc-other'), image: { ...RECEIVED, unreviewedSources: ['acc-first'] } }),
      untrusted,
    ],
    [
      'TRUSTED: a share that stems from one’s own image',
      launch({ by: trusting('acc-other'), image: { ...RECEIVED, unreviewedSources: ['acc-acme'] } }),
      ALLOWED,
    ],
    ['an instance is restored from an own capture all the same', restore({ by: reviewed, image: CAPTURE }), ALLOWED],
  ]);
});

// ---- the rule over any line of descent, derived step by step, against the column that is kept

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

test('what is handed down from image to image says the same as a walk up the whole line', () => {
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

      // The rulebook: every image of another account in the line, up to the first that a review vouches for.
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
