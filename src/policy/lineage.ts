import type { LaunchSources, ReviewState } from './facts';

/**
 * The line of an image: what it was copied or captured from, what that was made from, and so on. Only other accounts'
 * images that nobody reviewed matter. An image that was reviewed ends the line, listed or not.
 */

/** As much of an image as its line depends on. */
export interface LineageFacts {
  ownerId: string;
  reviewState: ReviewState;
  /** Accounts other than the owner whose unreviewed images are in its line. */
  unreviewedSources: readonly string[];
}

/** Whether a review vouches for an image's content. */
export const isReviewed = (reviewState: ReviewState): boolean =>
  reviewState === 'OFFICIAL' || reviewState === 'APPROVED';

/**
 * Returns the unreviewed sources of an image that is copied or captured from another, sorted. The owner itself is left
 * out, so that one's own imports are one's own.
 *
 * @param ownerId the owner of the new image
 */
export function sourcesThrough(parent: LineageFacts, ownerId: string): string[] {
  if (isReviewed(parent.reviewState)) return [];
  const sources = new Set([parent.ownerId, ...parent.unreviewedSources]);
  sources.delete(ownerId);
  return [...sources].sort();
}

/** Returns the accounts whose unreviewed images are in the line of an image before it, but for the viewer's own. */
export function foreignSources(
  viewer: { rootId: string },
  image: Pick<LineageFacts, 'reviewState' | 'unreviewedSources'>,
): readonly string[] {
  if (image.unreviewedSources.length === 0 || isReviewed(image.reviewState)) return NONE;
  return image.unreviewedSources.filter((id) => id !== viewer.rootId);
}
const NONE: readonly string[] = [];

/**
 * Whether an account's own restriction lets it launch an image: what is neither listed nor its own, or stems from such
 * an image that nobody reviewed, is launched only where the sources are `ANYONE`, or `TRUSTED` and every account it
 * comes from is trusted.
 */
export function mayLaunchFrom(
  viewer: { rootId: string; launchSources: LaunchSources; trustedIds: readonly string[] },
  image: LineageFacts & { listed: boolean },
): boolean {
  if (viewer.launchSources === 'ANYONE' || image.listed) return true;
  const trusted = (id: string) => viewer.launchSources === 'TRUSTED' && viewer.trustedIds.includes(id);
  return (image.ownerId === viewer.rootId || trusted(image.ownerId)) && foreignSources(viewer, image).every(trusted);
}
