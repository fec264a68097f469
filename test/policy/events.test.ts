import fc from 'fast-check';
import type { ImageKind, Role } from '../../src/policy/facts';
import { canSeeEvent, relationOf, type ViewerIdentity } from '../../src/policy/visibility';

/** Who hears of what becomes of an image. */

const viewer = (rootId: string, ...roles: Role[]) => ({ rootId, roles });
const OWNER = viewer('acc-owner', 'MEMBER');
const FRIEND = viewer('acc-friend', 'MEMBER');
const OTHER = viewer('acc-other', 'MEMBER', 'PROVIDER');
const OPERATOR = viewer('acc-operator', 'OPERATOR');
const ALL: [string, ViewerIdentity][] = [
  ['owner', OWNER],
  ['friend', FRIEND],
  ['other', OTHER],
  ['operator', OPERATOR],
  ['anybody', null],
];

const AT = 1_000;
const event = (kind: ImageKind, everyone = false, accountId: string | null = null) => ({
  ...{ kind, everyone, accountId, ownerId: 'acc-owner', at: AT },
});
const hearing = (told: ReturnType<typeof event>, holders: Record<string, number> = {}) =>
  ALL.filter(([, viewer]) => canSeeEvent(viewer, told, (viewer && holders[viewer.rootId]) ?? null))
    .map(([name]) => name)
    .join(' ');

test.each<[what: string, told: ReturnType<typeof event>, holders: Record<string, number>, who: string]>([
  ['a public image is for everyone', event('PUBLIC', true), {}, 'owner friend other operator anybody'],
  [
    'what everyone saw of a marketplace image too',
    event('MARKETPLACE', true),
    {},
    'owner friend other operator anybody',
  ],
  ['what waits for a review is its provider’s and the operators’', event('MARKETPLACE'), {}, 'owner operator'],
  ['a custom image is its owner’s', event('CUSTOM'), {}, 'owner'],
  ['and theirs who hold a share of it', event('CUSTOM'), { 'acc-friend': AT - 1 }, 'owner friend'],
  ['from the moment of the share on', event('CUSTOM'), { 'acc-friend': AT }, 'owner friend'],
  ['but not what was before it', event('CUSTOM'), { 'acc-friend': AT + 1 }, 'owner'],
  ['operators hold shares like everyone', event('CUSTOM'), { 'acc-operator': 0 }, 'owner operator'],
  ['a share is between its owner and its account', event('CUSTOM', false, 'acc-friend'), {}, 'owner friend'],
  [
    'and nothing for others that hold the image',
    event('CUSTOM', false, 'acc-friend'),
    { 'acc-friend': 0, 'acc-other': 0 },
    'owner friend',
  ],
])('%s', (_, told, holders, who) => {
  expect(hearing(told, holders)).toBe(who);
});

test('whoever hears of a change now, that is not of a share, is no stranger to the image', () => {
  const facts = fc.record({
    viewer: fc.constantFrom(...ALL.map(([, viewer]) => viewer)),
    kind: fc.constantFrom<ImageKind>('PUBLIC', 'MARKETPLACE', 'CUSTOM'),
    listed: fc.boolean(),
    heldSince: fc.option(fc.integer({ min: 0, max: 2 * AT })),
  });
  fc.assert(
    fc.property(facts, ({ viewer, kind, listed, heldSince }) => {
      const everyone = kind === 'PUBLIC' || (kind === 'MARKETPLACE' && listed);
      const held = viewer === null ? null : heldSince;
      const heard = canSeeEvent(viewer, event(kind, everyone), held);
      const image = { kind, ownerId: 'acc-owner', listed: everyone, heldByViewer: held !== null };
      if (heard) expect(relationOf(viewer, image)).not.toBe('NONE');
      // And who sees it hears of it, but for what was before its share.
      else expect(relationOf(viewer, image) === 'NONE' || (held !== null && held > AT)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
