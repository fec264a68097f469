import { AccessToken } from '../entities/accessToken';
import { Account } from '../entities/account';
import { Image, type SeenImage } from '../entities/image';
import { InstanceType } from '../entities/instance';
import { Operation } from '../entities/operation';
import { Share } from '../entities/share';
import type { Architecture, InstanceTypeFacts, ViewerFacts } from '../policy/facts';
import { relationOf, type ViewerIdentity } from '../policy/visibility';
import type { Store } from './database';
import { couldBeId, idList } from './ids';

/** What a viewer may read by id, and the short lists that a rule bounds. */

/** What of images' rows is read, by columns; whatever relation depends on is among them. */
export interface ImageReads {
  columns: readonly (keyof Image)[];
  /** Whether how many hold a share comes along, where it is the viewer's to know. */
  shareCount: boolean;
  /** Whether it comes along that the account which shares an image is suspended. */
  ownerSuspended: boolean;
}

/**
 * Those of the images that the viewer may see.
 *
 * @param columns what will be read of the rows, see `ImageReads`; all of it where nothing is said
 */
export async function seenImages(
  store: Store,
  viewer: ViewerIdentity,
  ids: readonly string[],
  columns?: readonly (keyof Image)[],
): Promise<SeenImage[]> {
  const list = idList(ids);
  if (list === null) return [];
  const rows = await store.rows<SeenImage>(
    `SELECT ${store.columns(Image, 'i', columns)}, s.created_at AS "sharedAt"
     FROM image i LEFT JOIN share s ON s.image_id = i.id AND s.account_id = ?
     WHERE i.gone_at IS NULL AND i.id IN (${list.marks})`,
    [viewer?.rootId ?? '', ...list.padded],
  );
  return rows.filter(({ kind, ownerId, listed, sharedAt }) => {
    const image = { kind, ownerId, listed: Boolean(listed), heldByViewer: sharedAt !== null };
    return relationOf(viewer, image) !== 'NONE';
  });
}

/** The kind, system and price of images, gone ones too: what the fees of their descendants depend on. */
export async function baseImages(
  store: Store,
  ids: readonly string[],
): Promise<Pick<Image, 'id' | 'kind' | 'osFamily' | 'hourlyPrice'>[]> {
  const list = idList(ids);
  if (list === null) return [];
  return store.rows(
    `SELECT i.id, i.kind, i.os_family AS "osFamily", i.hourly_price AS "hourlyPrice" FROM image i WHERE i.id IN (${list.marks})`,
    list.padded,
  );
}

/** An instance type's row as facts. */
export const instanceTypeFacts = ({ id, architectures }: InstanceType): InstanceTypeFacts => ({
  id,
  architectures: JSON.parse(architectures) as Architecture[],
});

/** All instance types, cheapest first. */
export function instanceTypes(store: Store): Promise<InstanceType[]> {
  return store.rows<InstanceType>(
    `SELECT ${store.columns(InstanceType, 't')} FROM instance_type t ORDER BY t.hourly_price, t.id`,
  );
}

/** The shares of images, in no order; a rule bounds how many an image has. */
export async function sharesOf(store: Store, imageIds: readonly string[]): Promise<ShownShare[]> {
  const list = idList(imageIds);
  if (list === null) return [];
  return store.rows<ShownShare>(
    `SELECT ${store.columns(Share, 's', SHOWN)} FROM share s WHERE s.image_id IN (${list.marks})`,
    list.padded,
  );
}
const SHOWN = ['id', 'imageId', 'accountId', 'createdAt'] as const;
export type ShownShare = Pick<Share, (typeof SHOWN)[number]>;

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

/** The account's live access tokens, newest first; a rule bounds how many there are. */
export function liveTokens(store: Store, accountId: string, now: number): Promise<AccessToken[]> {
  return store.rows<AccessToken>(
    `SELECT ${store.columns(AccessToken, 't')} FROM access_token t
     WHERE t.account_id = ? AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?)
     ORDER BY t.created_at DESC, t.id DESC`,
    [accountId, now],
  );
}

/** One row by a condition; null when there is none. */
async function one<T>(store: Store, sql: string, id: string, ...others: unknown[]): Promise<T | null> {
  if (!couldBeId(id)) return null;
  const [row] = await store.rows<T>(sql, [id, ...others]);
  return row ?? null;
}

/** A share of an image the root account owns, or one it holds. */
export function seenShare(store: Store, rootId: string, id: string): Promise<Share | null> {
  return one(
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
  return one(
    store,
    `SELECT ${store.columns(Share, 's')} FROM share s WHERE s.image_id = ? AND s.account_id = ?`,
    imageId,
    rootId,
  );
}

/** A line of the root account's own ledger. */
export function operationOf(store: Store, rootId: string, id: string): Promise<Operation | null> {
  return one(
    store,
    `SELECT ${store.columns(Operation, 'o')} FROM operation o WHERE o.id = ? AND o.root_id = ?`,
    id,
    rootId,
  );
}

/**
 * An account to which some edge leads from the viewer: its own and its root's others, one it shares an image with or
 * has one from, one whose images everyone sees; for operators, any.
 */
export function seenAccount(store: Store, viewer: ViewerFacts, id: string): Promise<Account | null> {
  const { rootId, roles } = viewer;
  return one(
    store,
    `SELECT ${store.columns(Account, 'a')} FROM account a WHERE a.id = ? AND (${roles.includes('OPERATOR') ? '1 = 1' : '1 = 0'}
       OR a.root_id = ?
       OR EXISTS (SELECT 1 FROM share s JOIN image i ON i.id = s.image_id WHERE s.account_id = a.id AND i.owner_id = ?)
       OR EXISTS (SELECT 1 FROM share s JOIN image i ON i.id = s.image_id WHERE s.account_id = ? AND i.owner_id = a.id)
       OR EXISTS (SELECT 1 FROM image i WHERE i.owner_id = a.id AND i.gone_at IS NULL AND i.listed))`,
    id,
    rootId,
    rootId,
    rootId,
  );
}
