import fc from 'fast-check';
import type { ImageKind, Role } from '../../src/policy/facts';
import { canSeeEvent, relationOf, type ViewerIdentity } from '../../src/policy/visibility';

/** Visibility of events: which viewers see a change of an image. */

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
/** Returns the names of the viewers that see the event; `recipients` has the time since which an account holds a share. */
const seenBy = (change: ReturnType<typeof event>, recipients: Record<string, number> = {}) =>
  ALL.filter(([, viewer]) => canSeeEvent(viewer, change, (viewer && recipients[viewer.rootId]) ?? null))
    .map(([name]) => name)
    .join(' ');

test.each<[what: string, change: ReturnType<typeof event>, recipients: Record<string, number>, viewers: string]>([
  ['every viewer sees a change of a public image', event('PUBLIC', true), {}, 'owner friend other operator anybody'],
  [
    'every viewer sees a change of a listed marketplace image',
    event('MARKETPLACE', true),
    {},
    'owner friend other operator anybody',
  ],
  [
    'only the provider and operators see a change of a marketplace image in review',
    event('MARKETPLACE'),
    {},
    'owner operator',
  ],
  ['only the owner sees a change of a custom image', event('CUSTOM'), {}, 'owner'],
  [
    'an account that holds a share sees a change of a custom image',
    event('CUSTOM'),
    { 'acc-friend': AT - 1 },
    'owner friend',
  ],
  [
    'an account sees a change of a custom image in the moment of its share',
    event('CUSTOM'),
    { 'acc-friend': AT },
    'owner friend',
  ],
  [
    'an account does not see a change of a custom image from before its share',
    event('CUSTOM'),
    { 'acc-friend': AT + 1 },
    'owner',
  ],
  [
    'an operator that holds a share sees a change of a custom image',
    event('CUSTOM'),
    { 'acc-operator': 0 },
    'owner operator',
  ],
  [
    'only the owner and the recipient see a change of a share',
    event('CUSTOM', false, 'acc-friend'),
    {},
    'owner friend',
  ],
  [
    'other accounts that hold the image do not see a change of a share',
    event('CUSTOM', false, 'acc-friend'),
    { 'acc-friend': 0, 'acc-other': 0 },
    'owner friend',
  ],
])('%s', (_, change, recipients, viewers) => {
  expect(seenBy(change, recipients)).toBe(viewers);
});

test('a change other than of a share is visible exactly to viewers of the image, from their share on', () => {
  const facts = fc.record({
    viewer: fc.constantFrom(...ALL.map(([, viewer]) => viewer)),
    kind: fc.constantFrom<ImageKind>('PUBLIC', 'MARKETPLACE', 'CUSTOM'),
    listed: fc.boolean(),
    sharedSince: fc.option(fc.integer({ min: 0, max: 2 * AT })),
  });
  fc.assert(
    fc.property(facts, ({ viewer, kind, listed, sharedSince }) => {
      const everyone = kind === 'PUBLIC' || (kind === 'MARKETPLACE' && listed);
      const held = viewer === null ? null : sharedSince;
      const visible = canSeeEvent(viewer, event(kind, everyone), held);
      const image = { kind, ownerId: 'acc-owner', listed: everyone, sharedWithViewer: held !== null };
      if (visible) expect(relationOf(viewer, image)).not.toBe('NONE');
      // A viewer that sees the image sees its events, except those from before its share.
      else expect(relationOf(viewer, image) === 'NONE' || (held !== null && held > AT)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
