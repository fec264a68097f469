import type { LaunchSources, ReviewState } from './facts';

/**
 * The lineage of an image: the image from which it was copied or captured, the image from which that one was made, and
 * so on. Only unreviewed images of other accounts matter. A reviewed image ends the lineage, listed or not.
 */

/** The part of an image on which its lineage depends. */
export interface LineageFacts {
  ownerId: string;
  reviewState: ReviewState;
  /** Accounts other than the owner whose unreviewed images are in its lineage. */
  unreviewedSources: readonly string[];
}

/** Returns whether a review vouches for an image's content. */
export const isReviewed = (reviewState: ReviewState): boolean =>
  reviewState === 'OFFICIAL' || reviewState === 'APPROVED';

/**
 * Returns the unreviewed sources of an image that is copied or captured from another, sorted. The owner is left out, so
 * that an account's own imports are no foreign source.
 *
 * @param ownerId the owner of the new image
 */
export function sourcesThrough(parent: LineageFacts, ownerId: string): string[] {
  if (isReviewed(parent.reviewState)) return [];
  const sources = new Set([parent.ownerId, ...parent.unreviewedSources]);
  sources.delete(ownerId);
  return [...sources].sort();
}

/** Returns the accounts, except the viewer's root, whose unreviewed images are in the lineage of an image before it. */
export function foreignSources(
  viewer: { rootId: string },
  image: Pick<LineageFacts, 'reviewState' | 'unreviewedSources'>,
): readonly string[] {
  if (image.unreviewedSources.length === 0 || isReviewed(image.reviewState)) return EMPTY;
  return image.unreviewedSources.filter((id) => id !== viewer.rootId);
}
const EMPTY: readonly string[] = [];

/**
 * Returns whether an account's own restriction lets it launch an image. An image that is neither listed nor the
 * account's own, or that stems from another account's unreviewed image, needs the launch sources `ANYONE`, or `TRUSTED`
 * with every account that it comes from among the trusted ones.
 */
export function mayLaunchFrom(
  viewer: { rootId: string; launchSources: LaunchSources; trustedIds: readonly string[] },
  image: LineageFacts & { listed: boolean },
): boolean {
  if (viewer.launchSources === 'ANYONE' || image.listed) return true;
  const trusted = (id: string) => viewer.launchSources === 'TRUSTED' && viewer.trustedIds.includes(id);
  return (image.ownerId === viewer.rootId || trusted(image.ownerId)) && foreignSources(viewer, image).every(trusted);
}
