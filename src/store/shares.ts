import { Share } from '../entities/share';
import type { Store } from '../database/database';
import { idList } from '../database/ids';
import { rowById } from '../database/ids';

/** Which of the accounts hold a share of which of the images. */
export async function holdersOf(
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

/** The shares of images, in no order; a rule bounds how many an image has. */
export async function sharesOf(store: Store, imageIds: readonly string[]): Promise<ShownShare[]> {
  const list = idList(imageIds);
  if (list === null) return [];
  return store.rows<ShownShare>(
    `SELECT ${store.columns(Share, 's', SHARE_COLUMNS)} FROM share s WHERE s.image_id IN (${list.marks})`,
    list.padded,
  );
}

export type ShownShare = Pick<Share, (typeof SHARE_COLUMNS)[number]>;

/** How many shares each of the images has; images without one are left out. */
export async function shareCounts(store: Store, imageIds: readonly string[]): Promise<Map<string, number>> {
  const list = idList(imageIds);
  if (list === null) return new Map();
  const rows = await store.rows<{ imageId: string; shares: number }>(
    `SELECT s.image_id AS "imageId", count(*) AS shares FROM share s WHERE s.image_id IN (${list.marks}) GROUP BY s.image_id`,
    list.padded,
  );
  return new Map(rows.map(({ imageId, shares }) => [imageId, Number(shares)]));
}

/** A share of an image the root account owns, or one it holds. */
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

/** The share of an image that a root account holds. */
export function heldShare(store: Store, imageId: string, rootId: string): Promise<Share | null> {
  return rowById(
    store,
    `SELECT ${store.columns(Share, 's')} FROM share s WHERE s.image_id = ? AND s.account_id = ?`,
    imageId,
    rootId,
  );
}
