import fc from 'fast-check';
import type { ImageKind, ReviewState, Role, Relation } from '../../src/policy/facts';
import {
  isListed,
  scopeOf,
  relationOf,
  typeFor,
  typesIn,
  warningsFor,
  WARNINGS,
  type ScopePart,
  type ViewerIdentity,
} from '../../src/policy/visibility';

/** The relation of a viewer to an image, and the scope that states it as sets of images. */

const viewer = (rootId: string, ...roles: Role[]) => ({ rootId, roles });
const ANONYMOUS = null;
const OWNER = viewer('acc-owner', 'MEMBER');
const OTHER = viewer('acc-other', 'MEMBER');
const OPERATOR = viewer('acc-operator', 'OPERATOR');
const PROVIDER = viewer('acc-owner', 'MEMBER', 'PROVIDER');
const OTHER_PROVIDER = viewer('acc-other', 'MEMBER', 'PROVIDER');

const REVIEWS: ReviewState[] = ['OFFICIAL', 'UNREVIEWED', 'PENDING', 'APPROVED', 'REJECTED'];
const seen = (kind: ImageKind, listed = false, sharedWithViewer = false) => ({
  kind,
  ownerId: 'acc-owner',
  listed,
  sharedWithViewer,
});

describe('isListed decides by the kind, the review and the agreement of the provider:', () => {
  test.each<[ImageKind, ReviewState, signed: boolean, unsigned: boolean]>([
    ['PUBLIC', 'OFFICIAL', true, true],
    ['PUBLIC', 'UNREVIEWED', true, true],
    ['PUBLIC', 'PENDING', true, true],
    ['PUBLIC', 'APPROVED', true, true],
    ['PUBLIC', 'REJECTED', true, true],
    ['MARKETPLACE', 'OFFICIAL', false, false],
    ['MARKETPLACE', 'UNREVIEWED', false, false],
    ['MARKETPLACE', 'PENDING', false, false],
    ['MARKETPLACE', 'APPROVED', true, false],
    ['MARKETPLACE', 'REJECTED', false, false],
    ['CUSTOM', 'OFFICIAL', false, false],
    ['CUSTOM', 'UNREVIEWED', false, false],
    ['CUSTOM', 'PENDING', false, false],
    ['CUSTOM', 'APPROVED', false, false],
    ['CUSTOM', 'REJECTED', false, false],
  ])('%s, %s: %s with a signed agreement, %s without', (kind, reviewState, signed, unsigned) => {
    expect(isListed({ kind, reviewState }, true)).toBe(signed);
    expect(isListed({ kind, reviewState }, false)).toBe(unsigned);
  });
});

describe('the relation to a custom image', () => {
  test.each<[string, ViewerIdentity, boolean, Relation]>([
    ['is OWNER for its owner', OWNER, false, 'OWNER'],
    ['is OWNER for its owner, even with a share', OWNER, true, 'OWNER'],
    ['is RECIPIENT for an account with a share', OTHER, true, 'RECIPIENT'],
    ['is NONE for an account without a share', OTHER, false, 'NONE'],
    ['is NONE for an operator', OPERATOR, false, 'NONE'],
    ['is RECIPIENT for an operator with a share', OPERATOR, true, 'RECIPIENT'],
    ['is NONE for a provider', OTHER_PROVIDER, false, 'NONE'],
    ['is NONE for an anonymous caller', ANONYMOUS, false, 'NONE'],
  ])('%s', (_who, viewer, held, relation) => {
    // Even `listed` does not open a custom image to others.
    for (const listed of [false, true]) expect(relationOf(viewer, seen('CUSTOM', listed, held))).toBe(relation);
  });
});

describe('the relation to a public image is PUBLIC', () => {
  test.each<[string, ViewerIdentity]>([
    ['its publisher', OWNER],
    ['any account', OTHER],
    ['an operator', OPERATOR],
    ['an anonymous caller', ANONYMOUS],
  ])('for %s', (_who, viewer) => {
    for (const listed of [false, true]) expect(relationOf(viewer, seen('PUBLIC', listed))).toBe('PUBLIC');
  });
});

describe('the relation to a marketplace image, PUBLIC once listed and before only for its provider and operators,', () => {
  test.each<[string, ViewerIdentity, boolean]>([
    ['its provider', PROVIDER, true],
    ['another provider', OTHER_PROVIDER, false],
    ['any account', OTHER, false],
    ['an operator', OPERATOR, true],
    ['an anonymous caller', ANONYMOUS, false],
  ])('is so for %s', (_who, viewer, before) => {
    expect(relationOf(viewer, seen('MARKETPLACE', true))).toBe('PUBLIC');
    expect(relationOf(viewer, seen('MARKETPLACE', false))).toBe(before ? 'PUBLIC' : 'NONE');
  });

  test('is not opened by a share', () => {
    expect(relationOf(OTHER, seen('MARKETPLACE', false, true))).toBe('NONE');
  });
});

describe('the scope', () => {
  const own: ScopePart[] = [
    { of: 'OWN', ownerId: 'acc-other' },
    { of: 'HELD', accountId: 'acc-other' },
  ];
  test.each<[string, ViewerIdentity, ScopePart[]]>([
    ['an anonymous caller is the listed images', ANONYMOUS, [{ of: 'LISTED' }]],
    [
      'an account adds its own images, unlisted or custom, and those shared with it',
      OTHER,
      [{ of: 'LISTED' }, { of: 'UNLISTED', providerId: 'acc-other' }, ...own],
    ],
    [
      'an operator adds all unlisted images, and no custom images of others',
      { ...OTHER, roles: ['MEMBER', 'OPERATOR'] },
      [{ of: 'LISTED' }, { of: 'UNLISTED', providerId: null }, ...own],
    ],
  ])('of %s', (_who, viewer, scope) => expect(scopeOf(viewer)).toEqual(scope));
});

test.each<[ScopePart, string[]]>([
  [{ of: 'LISTED' }, ['PUBLIC', 'MARKETPLACE']],
  [{ of: 'UNLISTED', providerId: null }, ['MARKETPLACE']],
  [{ of: 'UNLISTED', providerId: 'acc-owner' }, ['MARKETPLACE']],
  [{ of: 'OWN', ownerId: 'acc-owner' }, ['CUSTOM']],
  [{ of: 'HELD', accountId: 'acc-owner' }, ['SHARED']],
])('the set %j of a scope holds images of the types %j', (part, types) => expect(typesIn(part)).toEqual(types));

describe('typeFor and warningsFor return the type that the viewer sees and warn of a shared image for', () => {
  test.each<[string, ViewerIdentity, ImageKind, string, string[]]>([
    ['a custom image, for its owner', OWNER, 'CUSTOM', 'CUSTOM', []],
    ['a custom image of another account', OTHER, 'CUSTOM', 'SHARED', ['UNREVIEWED_SOURCE']],
    ['a custom image of another account, for an operator', OPERATOR, 'CUSTOM', 'SHARED', ['UNREVIEWED_SOURCE']],
    ['a public image', OTHER, 'PUBLIC', 'PUBLIC', []],
    ['a public image, for its publisher', OWNER, 'PUBLIC', 'PUBLIC', []],
    ['a public image, for an anonymous caller', ANONYMOUS, 'PUBLIC', 'PUBLIC', []],
    ['a marketplace image', OTHER, 'MARKETPLACE', 'MARKETPLACE', []],
    ['a marketplace image, for its provider', PROVIDER, 'MARKETPLACE', 'MARKETPLACE', []],
    ['a marketplace image, for an anonymous caller', ANONYMOUS, 'MARKETPLACE', 'MARKETPLACE', []],
  ])('%s', (_what, viewer, kind, type, warnings) => {
    expect(typeFor(viewer, seen(kind))).toBe(type);
    const lineage = { reviewState: 'UNREVIEWED', unreviewedSources: [] } as const;
    expect(warningsFor(viewer, { ...seen(kind), ...lineage })).toEqual(warnings);
  });

  test('each warning has a sentence with its reason', () => {
    expect(WARNINGS.UNREVIEWED_SOURCE).toMatch(/nobody reviewed it/);
    expect(WARNINGS.UNREVIEWED_LINEAGE).toMatch(/that nobody reviewed/);
  });
});

// ---- relation and scope state the same

interface World {
  viewer: ViewerIdentity;
  image: { kind: ImageKind; ownerId: string; listed: boolean; recipients: string[] };
}
const ACCOUNTS = ['acc-1', 'acc-2', 'acc-3'];
const world: fc.Arbitrary<World> = fc
  .record({
    signed: fc.boolean(),
    viewer: fc.option(
      fc.record({
        rootId: fc.constantFrom(...ACCOUNTS),
        roles: fc.subarray<Role>(['MEMBER', 'PROVIDER', 'OPERATOR']),
      }),
    ),
    image: fc.record({
      kind: fc.constantFrom<ImageKind>('PUBLIC', 'MARKETPLACE', 'CUSTOM'),
      ownerId: fc.constantFrom(...ACCOUNTS),
      reviewState: fc.constantFrom(...REVIEWS),
      recipients: fc.subarray(ACCOUNTS),
    }),
  })
  // No account holds a share of its own image: SHARE_WITH_SELF denies it.
  .map(({ signed, viewer, image: { kind, ownerId, reviewState, recipients } }) => ({
    viewer,
    image: {
      kind,
      ownerId,
      listed: isListed({ kind, reviewState }, signed),
      recipients: recipients.filter((holder) => holder !== ownerId),
    },
  }));

/** Returns whether a set holds an image, by the definition of the set. */
function holds(part: ScopePart, { kind, ownerId, listed, recipients }: World['image']): boolean {
  switch (part.of) {
    case 'LISTED':
      return listed;
    case 'UNLISTED':
      return kind === 'MARKETPLACE' && !listed && (part.providerId === null || part.providerId === ownerId);
    case 'OWN':
      return kind === 'CUSTOM' && ownerId === part.ownerId;
    case 'HELD':
      return kind === 'CUSTOM' && recipients.includes(part.accountId);
  }
}

test('an image is in exactly one set of a viewer’s scope, or in none where the relation is NONE', () => {
  fc.assert(
    fc.property(world, ({ viewer, image }) => {
      const sharedWithViewer = viewer !== null && image.recipients.includes(viewer.rootId);
      const relation = relationOf(viewer, { ...image, sharedWithViewer });
      const parts = scopeOf(viewer).filter((part) => holds(part, image));
      expect(parts).toHaveLength(relation === 'NONE' ? 0 : 1);
      for (const part of parts) expect(typesIn(part)).toContain(typeFor(viewer, image));
    }),
    { numRuns: 2_000 },
  );
});
