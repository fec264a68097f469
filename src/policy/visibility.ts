import type { ImageKind, ImageType, ReviewState, Role, Relation, WarningCode } from './facts';
import { foreignSources, type LineageFacts } from './lineage';

/** As much of a viewer as seeing depends on. `null` stands for an anonymous caller. */
export type ViewerIdentity = { rootId: string; roles: readonly Role[] } | null;

/** As much of an image as being seen depends on. */
export interface ImageVisibility {
  kind: ImageKind;
  ownerId: string;
  /** Whether it is there for everyone, as `isListed` says. */
  listed: boolean;
  heldByViewer: boolean;
}

/**
 * Whether an image is there for everyone: public ones are; marketplace images once a review approved them, and as long
 * as their provider's agreement is signed and it is not suspended (overview, image types, choice of an image).
 *
 * @param providerInStanding whether the provider may have images listed
 */
export function isListed(image: { kind: ImageKind; reviewState: ReviewState }, providerInStanding: boolean): boolean {
  switch (image.kind) {
    case 'PUBLIC':
      return true;
    case 'MARKETPLACE':
      return image.reviewState === 'APPROVED' && providerInStanding;
    case 'CUSTOM':
      return false;
  }
}

const isOperator = (viewer: ViewerIdentity) => viewer !== null && viewer.roles.includes('OPERATOR');

/**
 * What the viewer is to the image. Custom images are their owner's and their recipients'; operators have no relation
 * of their own to them. Marketplace images are everyone's once listed, until then their provider's and the operators'.
 */
export function relationOf(viewer: ViewerIdentity, image: ImageVisibility): Relation {
  switch (image.kind) {
    case 'PUBLIC':
      return 'PUBLIC';
    case 'MARKETPLACE': {
      const seen = image.listed || image.ownerId === viewer?.rootId || isOperator(viewer);
      return seen ? 'PUBLIC' : 'NONE';
    }
    case 'CUSTOM':
      if (viewer === null) return 'NONE';
      if (image.ownerId === viewer.rootId) return 'OWNER';
      return image.heldByViewer ? 'RECIPIENT' : 'NONE';
  }
}

/** As much of an event as being heard depends on. */
export interface EventFacts {
  kind: ImageKind;
  ownerId: string;
  /** Whether it is for everyone: of a public image, or of what everyone saw of a marketplace image before or after it. */
  everyone: boolean;
  /** The account that was given a share or lost it; null for everything else. */
  accountId: string | null;
  /** When it was, in milliseconds. */
  at: number;
}

/**
 * Whether a viewer hears of an event. Who a share was given to or taken from is between the owner and that account. Of
 * other changes of a custom image those hear who hold a share, and only of what was since they hold it; operators hear
 * what they see, marketplace images that are not listed.
 *
 * @param heldSince since when the viewer holds a share of the image, in milliseconds; null where it holds none
 */
export function canSeeEvent(viewer: ViewerIdentity, event: EventFacts, heldSince: number | null): boolean {
  if (event.everyone) return true;
  if (viewer === null) return false;
  if (event.ownerId === viewer.rootId || event.accountId === viewer.rootId) return true;
  if (event.accountId !== null) return false;
  if (event.kind === 'MARKETPLACE') return isOperator(viewer);
  return heldSince !== null && heldSince <= event.at;
}

/**
 * One set of images a viewer sees; the sets of a scope never overlap, so a list may simply put them together.
 * `LISTED`: public and listed marketplace images. `UNLISTED`: marketplace images that are not, of one provider or
 * (null) of all. `OWN`: custom images of an account. `HELD`: custom images shared with an account.
 */
export type ScopePart =
  | { of: 'LISTED' }
  | { of: 'UNLISTED'; providerId: string | null }
  | { of: 'OWN'; ownerId: string }
  | { of: 'HELD'; accountId: string };

/** The same as `standingOf`, said as the sets whose members are not strangers to the viewer. */
export function scopeOf(viewer: ViewerIdentity): ScopePart[] {
  if (viewer === null) return [{ of: 'LISTED' }];
  return [
    { of: 'LISTED' },
    { of: 'UNLISTED', providerId: isOperator(viewer) ? null : viewer.rootId },
    { of: 'OWN', ownerId: viewer.rootId },
    { of: 'HELD', accountId: viewer.rootId },
  ];
}

/** The types of image a set can hold, as the viewer sees them. */
export function typesIn(part: ScopePart): readonly ImageType[] {
  switch (part.of) {
    case 'LISTED':
      return ['PUBLIC', 'MARKETPLACE'];
    case 'UNLISTED':
      return ['MARKETPLACE'];
    case 'OWN':
      return ['CUSTOM'];
    case 'HELD':
      return ['SHARED'];
  }
}

/** The type of an image as its viewer sees it: a custom image that is not the viewer's own is a shared one. */
export function typeFor(viewer: ViewerIdentity, image: { kind: ImageKind; ownerId: string }): ImageType {
  if (image.kind !== 'CUSTOM') return image.kind;
  return image.ownerId === viewer?.rootId ? 'CUSTOM' : 'SHARED';
}

/**
 * What a viewer should know before launching: nobody reviewed an image another account shared (overview, image types),
 * or one that an image of the viewer's own stems from.
 */
export function warningsFor(
  viewer: ViewerIdentity,
  image: { kind: ImageKind } & Pick<LineageFacts, 'ownerId' | 'reviewState' | 'unreviewedSources'>,
): WarningCode[] {
  if (typeFor(viewer, image) === 'SHARED') return ['UNREVIEWED_SOURCE'];
  return viewer !== null && foreignSources(viewer, image).length > 0 ? ['UNREVIEWED_LINEAGE'] : [];
}

/** The sentence of each warning. */
export const WARNINGS: Record<WarningCode, string> = {
  UNREVIEWED_SOURCE:
    'Another account shared this image and nobody reviewed it. Launch it only if you trust the account it comes from.',
  UNREVIEWED_LINEAGE:
    'This image stems from an image of another account that nobody reviewed. Launch it only if you trust the account it comes from.',
};
