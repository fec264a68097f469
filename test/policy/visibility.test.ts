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

/** What a viewer is to an image, and the same said as sets of images. */

const viewer = (rootId: string, ...roles: Role[]) => ({ rootId, roles });
const ANONYMOUS = null;
const OWNER = viewer('acc-owner', 'MEMBER');
const OTHER = viewer('acc-other', 'MEMBER');
const OPERATOR = viewer('acc-operator', 'OPERATOR');
const PROVIDER = viewer('acc-owner', 'MEMBER', 'PROVIDER');
const OTHER_PROVIDER = viewer('acc-other', 'MEMBER', 'PROVIDER');

const REVIEWS: ReviewState[] = ['OFFICIAL', 'UNREVIEWED', 'PENDING', 'APPROVED', 'REJECTED'];
const seen = (kind: ImageKind, listed = false, heldByViewer = false) => ({
  kind,
  ownerId: 'acc-owner',
  listed,
  heldByViewer,
});

describe('an image is listed, there for everyone: by its kind, its review and its provider’s agreement', () => {
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
  ])('%s, %s: %s where its provider signed, %s where not', (kind, reviewState, signed, unsigned) => {
    expect(isListed({ kind, reviewState }, true)).toBe(signed);
    expect(isListed({ kind, reviewState }, false)).toBe(unsigned);
  });
});

describe('relation to a custom image', () => {
  test.each<[string, ViewerIdentity, boolean, Relation]>([
    ['its owner', OWNER, false, 'OWNER'],
    ['its owner, whatever else it holds', OWNER, true, 'OWNER'],
    ['an account it is shared with', OTHER, true, 'RECIPIENT'],
    ['an account it is not shared with', OTHER, false, 'NONE'],
    ['an operator', OPERATOR, false, 'NONE'],
    ['an operator it is shared with', OPERATOR, true, 'RECIPIENT'],
    ['a provider', OTHER_PROVIDER, false, 'NONE'],
    ['nobody in particular', ANONYMOUS, false, 'NONE'],
  ])('%s', (_who, viewer, held, relation) => {
    // Not even being listed opens a custom image to anybody.
    for (const listed of [false, true]) expect(relationOf(viewer, seen('CUSTOM', listed, held))).toBe(relation);
  });
});

describe('relation to a public image: everyone’s', () => {
  test.each<[string, ViewerIdentity]>([
    ['its publisher', OWNER],
    ['any account', OTHER],
    ['an operator', OPERATOR],
    ['nobody in particular', ANONYMOUS],
  ])('%s', (_who, viewer) => {
    for (const listed of [false, true]) expect(relationOf(viewer, seen('PUBLIC', listed))).toBe('PUBLIC');
  });
});

describe('relation to a marketplace image: everyone’s once listed, until then its provider’s and the operators’', () => {
  test.each<[string, ViewerIdentity, boolean]>([
    ['its provider', PROVIDER, true],
    ['another provider', OTHER_PROVIDER, false],
    ['any account', OTHER, false],
    ['an operator', OPERATOR, true],
    ['nobody in particular', ANONYMOUS, false],
  ])('%s', (_who, viewer, before) => {
    expect(relationOf(viewer, seen('MARKETPLACE', true))).toBe('PUBLIC');
    expect(relationOf(viewer, seen('MARKETPLACE', false))).toBe(before ? 'PUBLIC' : 'NONE');
  });

  test('a share opens nothing but custom images', () => {
    expect(relationOf(OTHER, seen('MARKETPLACE', false, true))).toBe('NONE');
  });
});

describe('the scope of a viewer', () => {
  const own: ScopePart[] = [
    { of: 'OWN', ownerId: 'acc-other' },
    { of: 'HELD', accountId: 'acc-other' },
  ];
  test.each<[string, ViewerIdentity, ScopePart[]]>([
    ['nobody in particular: what is listed', ANONYMOUS, [{ of: 'LISTED' }]],
    [
      'an account: also its own images, unlisted or custom, and those it holds',
      OTHER,
      [{ of: 'LISTED' }, { of: 'UNLISTED', providerId: 'acc-other' }, ...own],
    ],
    [
      'an operator: also all that is unlisted, and no custom image of others',
      { ...OTHER, roles: ['MEMBER', 'OPERATOR'] },
      [{ of: 'LISTED' }, { of: 'UNLISTED', providerId: null }, ...own],
    ],
  ])('%s', (_who, viewer, scope) => expect(scopeOf(viewer)).toEqual(scope));
});

test.each<[ScopePart, string[]]>([
  [{ of: 'LISTED' }, ['PUBLIC', 'MARKETPLACE']],
  [{ of: 'UNLISTED', providerId: null }, ['MARKETPLACE']],
  [{ of: 'UNLISTED', providerId: 'acc-owner' }, ['MARKETPLACE']],
  [{ of: 'OWN', ownerId: 'acc-owner' }, ['CUSTOM']],
  [{ of: 'HELD', accountId: 'acc-owner' }, ['SHARED']],
])('%j holds images of type %j', (part, types) => expect(typesIn(part)).toEqual(types));

describe('the type is what the viewer sees; nobody reviewed what is shared, and the viewer is warned', () => {
  test.each<[string, ViewerIdentity, ImageKind, string, string[]]>([
    ['one’s own custom image', OWNER, 'CUSTOM', 'CUSTOM', []],
    ['another account’s', OTHER, 'CUSTOM', 'SHARED', ['UNREVIEWED_SOURCE']],
    ['another account’s, for an operator', OPERATOR, 'CUSTOM', 'SHARED', ['UNREVIEWED_SOURCE']],
    ['a public image', OTHER, 'PUBLIC', 'PUBLIC', []],
    ['a public image, for its publisher', OWNER, 'PUBLIC', 'PUBLIC', []],
    ['a public image, for nobody in particular', ANONYMOUS, 'PUBLIC', 'PUBLIC', []],
    ['a marketplace image', OTHER, 'MARKETPLACE', 'MARKETPLACE', []],
    ['a marketplace image, for its provider', PROVIDER, 'MARKETPLACE', 'MARKETPLACE', []],
    ['a marketplace image, for nobody in particular', ANONYMOUS, 'MARKETPLACE', 'MARKETPLACE', []],
  ])('%s', (_what, viewer, kind, type, warnings) => {
    expect(typeFor(viewer, seen(kind))).toBe(type);
    const line = { reviewState: 'UNREVIEWED', unreviewedSources: [] } as const;
    expect(warningsFor(viewer, { ...seen(kind), ...line })).toEqual(warnings);
  });

  test('each warning has its sentence', () => {
    expect(WARNINGS.UNREVIEWED_SOURCE).toMatch(/nobody reviewed it/);
    expect(WARNINGS.UNREVIEWED_LINEAGE).toMatch(/that nobody reviewed/);
  });
});

// ---- relation and scope are one thing said twice

interface World {
  viewer: ViewerIdentity;
  image: { kind: ImageKind; ownerId: string; listed: boolean; holders: string[] };
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
      holders: fc.subarray(ACCOUNTS),
    }),
  })
  // No account holds a share of its own image: sharing with oneself is refused.
  .map(({ signed, viewer, image: { kind, ownerId, reviewState, holders } }) => ({
    viewer,
    image: {
      kind,
      ownerId,
      listed: isListed({ kind, reviewState }, signed),
      holders: holders.filter((holder) => holder !== ownerId),
    },
  }));

/** Whether a set holds an image, by the words the set is described with. */
function holds(part: ScopePart, { kind, ownerId, listed, holders }: World['image']): boolean {
  switch (part.of) {
    case 'LISTED':
      return listed;
    case 'UNLISTED':
      return kind === 'MARKETPLACE' && !listed && (part.providerId === null || part.providerId === ownerId);
    case 'OWN':
      return kind === 'CUSTOM' && ownerId === part.ownerId;
    case 'HELD':
      return kind === 'CUSTOM' && holders.includes(part.accountId);
  }
}

test('an image is in exactly one set of a viewer’s scope, or the viewer is a stranger to it and it is in none', () => {
  fc.assert(
    fc.property(world, ({ viewer, image }) => {
      const heldByViewer = viewer !== null && image.holders.includes(viewer.rootId);
      const relation = relationOf(viewer, { ...image, heldByViewer });
      const parts = scopeOf(viewer).filter((part) => holds(part, image));
      expect(parts).toHaveLength(relation === 'NONE' ? 0 : 1);
      for (const part of parts) expect(typesIn(part)).toContain(typeFor(viewer, image));
    }),
    { numRuns: 2_000 },
  );
});
