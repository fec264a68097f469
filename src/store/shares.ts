import { Share } from '../entities/share';
import type { Store } from '../database/database';
import { idList } from '../database/ids';
import { rowById } from '../database/ids';

/**
 * Returns the pairs of an image and an account that holds a share of it. Hand-written: 15 µs for one pair against
 * 210 µs through TypeORM's `find`.
 */
export async function recipientsOf(
  store: Store,
  imageIds: readonly string[],
  accountIds: readonly string[],
): Promise<{ imageId: string; accountId: string }[]> {
  const [images, accounts] = [idList(imageIds), idList(accountIds)];
  if (images === null || accounts === null) return [];
  return store.rows(
    `SELECT s.image_id AS "imageId", s.account_id AS "accountId" FROM share s
     WHERE s.image_id IN (${images.marks}) AND s.account_id IN (${accounts.marks})`,
    [...images.padded, ...accounts.padded],
  );
}

export const SHARE_COLUMNS = ['id', 'imageId', 'accountId', 'createdAt'] as const;

/**
 * Returns the shares of images, unordered; a rule bounds their number per image. Hand-written: 0.15 ms for 50 images
 * with a share each against 1.1 ms through TypeORM's `find`.
 */
export async function sharesOf(store: Store, imageIds: readonly string[]): Promise<ShownShare[]> {
  const list = idList(imageIds);
  if (list === null) return [];
  return store.rows<ShownShare>(
    `SELECT ${store.columns(Share, 's', SHARE_COLUMNS)} FROM share s WHERE s.image_id IN (${list.marks})`,
    list.padded,
  );
}

export type ShownShare = Pick<Share, (typeof SHARE_COLUMNS)[number]>;

/**
 * Returns the number of shares of each image; images without one are omitted. Hand-written: 0.14 ms for 50 images
 * against 0.5 ms through TypeORM's query builder.
 */
export async function shareCounts(store: Store, imageIds: readonly string[]): Promise<Map<string, number>> {
  const list = idList(imageIds);
  if (list === null) return new Map();
  const rows = await store.rows<{ imageId: string; shares: number }>(
    `SELECT s.image_id AS "imageId", count(*) AS shares FROM share s WHERE s.image_id IN (${list.marks}) GROUP BY s.image_id`,
    list.padded,
  );
  return new Map(rows.map(({ imageId, shares }) => [imageId, shares]));
}

/**
 * Returns a share of an image that the root account owns, or a share that it holds; null for any other. Hand-written:
 * `find` has no conditions on tables without a relation, here on the owner of the image.
 */
export function seenShare(store: Store, rootId: string, id: string): Promise<Share | null> {
  return rowById(
    store,
    `SELECT ${store.columns(Share, 's')} FROM share s JOIN image i ON i.id = s.image_id
     WHERE s.id = ? AND (s.account_id = ? OR i.owner_id = ?)`,
    id,
    rootId,
    rootId,
  );
}

/** Returns the share of an image that a root account holds; null where it holds none. */
export function heldShare(store: Store, imageId: string, rootId: string): Promise<Share | null> {
  return store.read((manager) => manager.findOneBy(Share, { imageId, accountId: rootId }));
}
