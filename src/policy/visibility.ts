import type { ImageKind, ImageType, ReviewState, Role, Relation, WarningCode } from './facts';
import { foreignSources, type LineageFacts } from './lineage';

/** The part of a viewer on which visibility depends; `null` is an anonymous caller. */
export type ViewerIdentity = { rootId: string; roles: readonly Role[] } | null;

/** The part of an image on which its visibility depends. */
export interface ImageVisibility {
  kind: ImageKind;
  ownerId: string;
  /** Whether everyone can see it, as `isListed` determines. */
  listed: boolean;
  sharedWithViewer: boolean;
}

/**
 * Returns whether everyone can see an image. Public images are always listed; marketplace images are listed once a
 * review has approved them, while their provider has its role and a signed agreement and is not suspended (overview,
 * image types, choice of an image).
 *
 * @param providerInStanding whether the provider may have listed images
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
 * Returns the relation of a viewer to an image. Only the owner and the recipients have a relation to a custom image;
 * being an operator gives none. Everyone sees a listed marketplace image; only its provider and operators see an
 * unlisted one.
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
      return image.sharedWithViewer ? 'RECIPIENT' : 'NONE';
  }
}

/** The part of an event on which its visibility depends. */
export interface EventFacts {
  kind: ImageKind;
  ownerId: string;
  /** Whether everyone may see it: it concerns a public image, or a marketplace image listed before or after it. */
  everyone: boolean;
  /** The account that gained or lost a share; null for other changes. */
  accountId: string | null;
  /** Time of the event, in milliseconds. */
  at: number;
}

/**
 * Returns whether a viewer may see an event. Only the owner and the account concerned see that a share was given or
 * taken away. Recipients see other changes of a custom image from the time they received their share. Operators see
 * the events of unlisted marketplace images, as they see those images.
 *
 * @param sharedSince time at which the viewer received its share of the image, in milliseconds; null if it has none
 */
export function canSeeEvent(viewer: ViewerIdentity, event: EventFacts, sharedSince: number | null): boolean {
  if (event.everyone) return true;
  if (viewer === null) return false;
  if (event.ownerId === viewer.rootId || event.accountId === viewer.rootId) return true;
  if (event.accountId !== null) return false;
  if (event.kind === 'MARKETPLACE') return isOperator(viewer);
  return sharedSince !== null && sharedSince <= event.at;
}

/**
 * One set of images that a viewer sees. The sets of a scope never overlap, so a list may concatenate them.
 * `LISTED`: public and listed marketplace images. `UNLISTED`: unlisted marketplace images of one provider or, if
 * `providerId` is null, of all. `OWN`: custom images of an account. `HELD`: custom images shared with an account.
 */
export type ScopePart =
  | { of: 'LISTED' }
  | { of: 'UNLISTED'; providerId: string | null }
  | { of: 'OWN'; ownerId: string }
  | { of: 'HELD'; accountId: string };

/** Returns the images for which `relationOf` is not `NONE`, as sets. */
export function scopeOf(viewer: ViewerIdentity): ScopePart[] {
  if (viewer === null) return [{ of: 'LISTED' }];
  return [
    { of: 'LISTED' },
    { of: 'UNLISTED', providerId: isOperator(viewer) ? null : viewer.rootId },
    { of: 'OWN', ownerId: viewer.rootId },
    { of: 'HELD', accountId: viewer.rootId },
  ];
}

/** Returns the types of image in a set, as the viewer sees them. */
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

/** Returns the type of an image as its viewer sees it: a custom image of another account is `SHARED`. */
export function typeFor(viewer: ViewerIdentity, image: { kind: ImageKind; ownerId: string }): ImageType {
  if (image.kind !== 'CUSTOM') return image.kind;
  return image.ownerId === viewer?.rootId ? 'CUSTOM' : 'SHARED';
}

/**
 * Returns the warnings to show a viewer before a launch: another account shared the image and nobody reviewed it
 * (overview, image types), or the image stems from an unreviewed image of another account.
 */
export function warningsFor(
  viewer: ViewerIdentity,
  image: { kind: ImageKind } & Pick<LineageFacts, 'ownerId' | 'reviewState' | 'unreviewedSources'>,
): WarningCode[] {
  if (typeFor(viewer, image) === 'SHARED') return ['UNREVIEWED_SOURCE'];
  return viewer !== null && foreignSources(viewer, image).length > 0 ? ['UNREVIEWED_LINEAGE'] : [];
}

/** Maps each warning code to its sentence. */
export const WARNINGS: Record<WarningCode, string> = {
  UNREVIEWED_SOURCE:
    'Another account shared this image and nobody reviewed it. Launch it only if you trust the account it comes from.',
  UNREVIEWED_LINEAGE:
    'This image stems from an image of another account that nobody reviewed. Launch it only if you trust the account it comes from.',
};
