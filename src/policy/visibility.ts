import type { ImageKind, ImageType, ReviewState, Role, Standing, WarningCode } from './facts';

/** As much of a viewer as seeing depends on. `null` stands for an anonymous caller. */
export type Seer = { rootId: string; roles: readonly Role[] } | null;

/** As much of an image as being seen depends on. */
export interface Seen {
  kind: ImageKind;
  ownerId: string;
  reviewState: ReviewState;
  heldByViewer: boolean;
}

const isOperator = (seer: Seer) => seer !== null && seer.roles.includes('OPERATOR');

/**
 * What the viewer is to the image. Custom images are their owner's and their recipients'; operators have no standing
 * of their own to them. Marketplace images are everyone's once approved, until then their provider's and the operators'.
 */
export function standingOf(seer: Seer, image: Seen): Standing {
  switch (image.kind) {
    case 'PUBLIC':
      return 'EVERYONE';
    case 'MARKETPLACE': {
      const seen = image.reviewState === 'APPROVED' || image.ownerId === seer?.rootId || isOperator(seer);
      return seen ? 'EVERYONE' : 'STRANGER';
    }
    case 'CUSTOM':
      if (seer === null) return 'STRANGER';
      if (image.ownerId === seer.rootId) return 'OWNER';
      return image.heldByViewer ? 'RECIPIENT' : 'STRANGER';
  }
}

/**
 * One set of images a viewer sees; the sets of a scope never overlap, so a list may simply put them together.
 * `PUBLISHED`: public and approved marketplace images. `IN_REVIEW`: marketplace images not approved, of one provider
 * or (null) of all. `OWN`: custom images of an account. `HELD`: custom images shared with an account.
 */
export type ScopePart =
  | { of: 'PUBLISHED' }
  | { of: 'IN_REVIEW'; providerId: string | null }
  | { of: 'OWN'; ownerId: string }
  | { of: 'HELD'; accountId: string };

/** The same as `standingOf`, said as the sets whose members are not strangers to the viewer. */
export function scopeOf(seer: Seer): ScopePart[] {
  if (seer === null) return [{ of: 'PUBLISHED' }];
  return [
    { of: 'PUBLISHED' },
    { of: 'IN_REVIEW', providerId: isOperator(seer) ? null : seer.rootId },
    { of: 'OWN', ownerId: seer.rootId },
    { of: 'HELD', accountId: seer.rootId },
  ];
}

/** The types of image a set can hold, as the viewer sees them. */
export function typesIn(part: ScopePart): readonly ImageType[] {
  switch (part.of) {
    case 'PUBLISHED':
      return ['PUBLIC', 'MARKETPLACE'];
    case 'IN_REVIEW':
      return ['MARKETPLACE'];
    case 'OWN':
      return ['CUSTOM'];
    case 'HELD':
      return ['SHARED'];
  }
}

/** The type of an image as its viewer sees it: a custom image that is not the viewer's own is a shared one. */
export function typeFor(seer: Seer, image: { kind: ImageKind; ownerId: string }): ImageType {
  if (image.kind !== 'CUSTOM') return image.kind;
  return image.ownerId === seer?.rootId ? 'CUSTOM' : 'SHARED';
}

/** What a viewer should know before launching: nobody reviewed an image another account shared (overview, image types). */
export function warningsFor(seer: Seer, image: { kind: ImageKind; ownerId: string }): WarningCode[] {
  return typeFor(seer, image) === 'SHARED' ? ['UNREVIEWED_SOURCE'] : [];
}

/** The sentence of each warning. */
export const WARNINGS: Record<WarningCode, string> = {
  UNREVIEWED_SOURCE:
    'Another account shared this image and nobody reviewed it. Launch it only if you trust the account it comes from.',
};
