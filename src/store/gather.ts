import type { AccountFacts, ImageFacts, ImageState, ImageUse, InstanceFacts, RegionFacts } from '../policy/facts';
import { Account } from '../entities/account';
import { Image } from '../entities/image';
import { Instance } from '../entities/instance';
import { Region } from '../entities/region';
import type { Store } from './database';
import { idList } from './ids';
import { sourcesOf } from './images';

/**
 * Rows to facts. Each function takes many ids at once and one statement: a mutation asks for its one image inside its
 * transaction, a page of images asks for all of them together.
 */

const COUNTING: readonly ImageState[] = ['CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE'];

/** A region's row as facts. */
export function regionFacts(row: Region): RegionFacts {
  return {
    id: row.id,
    name: row.name,
    mainlandChina: Boolean(row.mainlandChina),
    supportsImageCopy: Boolean(row.supportsImageCopy),
    available: row.state === 'AVAILABLE',
  };
}

/** All regions, in the order of their ids; a service has a few dozen. */
export function allRegions(store: Store): Promise<Region[]> {
  return store.rows<Region>(`SELECT ${store.columns(Region, 'r')} FROM region r ORDER BY r.id`);
}

/** Those of the regions that exist, as rows. */
export async function regionRows(store: Store, ids: readonly string[]): Promise<Region[]> {
  const list = idList(ids);
  if (list === null) return [];
  return store.rows<Region>(
    `SELECT ${store.columns(Region, 'r')} FROM region r WHERE r.id IN (${list.marks})`,
    list.padded,
  );
}

/** The rows in the order of the ids, without those that are not there; refusals name things in the order of the call. */
export function inOrder<T extends { id: string }>(rows: readonly T[], ids: readonly string[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Those of the regions that exist. */
export async function regionsOf(store: Store, ids: readonly string[]): Promise<RegionFacts[]> {
  return inOrder(await regionRows(store, ids), ids).map(regionFacts);
}

/** Those of the accounts that exist. */
export async function accountsOf(store: Store, ids: readonly string[]): Promise<AccountFacts[]> {
  const list = idList(ids);
  if (list === null) return [];
  const rows = await store.rows<AccountFacts>(
    `SELECT a.id, a.root_id AS "rootId" FROM account a WHERE a.id IN (${list.marks})`,
    list.padded,
  );
  return inOrder(rows, list.ids);
}

/** What others may know of those of the accounts that exist. */
export async function accountNames(store: Store, ids: readonly string[]): Promise<NamedAccount[]> {
  const list = idList(ids);
  if (list === null) return [];
  return store.rows<NamedAccount>(
    `SELECT a.id, a.name, a.kind, a.root_id AS "rootId" FROM account a WHERE a.id IN (${list.marks})`,
    list.padded,
  );
}
export type NamedAccount = Pick<Account, 'id' | 'name' | 'kind' | 'rootId'>;

/** Whole rows of those of the accounts that exist. */
export async function accountRows(store: Store, ids: readonly string[]): Promise<Account[]> {
  const list = idList(ids);
  if (list === null) return [];
  return store.rows<Account>(
    `SELECT ${store.columns(Account, 'a')} FROM account a WHERE a.id IN (${list.marks})`,
    list.padded,
  );
}

/**
 * Those of the images that exist, visible or not, with what the viewer's root account has to do with them. How many
 * hold a share is counted for the owner alone: every rule that asks it refuses others before.
 */
export async function imageFacts(store: Store, rootId: string, ids: readonly string[]): Promise<ImageFacts[]> {
  const list = idList(ids);
  if (list === null) return [];
  const rows = await store.rows<
    Omit<ImageFacts, 'region' | 'heldByViewer' | 'listed' | 'ownerSuspended' | 'unreviewedSources'> &
      Record<'heldByViewer' | 'listed' | 'ownerSuspended', unknown> & { regionId: string; unreviewedSources: string }
  >(
    `SELECT i.id, i.kind, i.owner_id AS "ownerId", i.region_id AS "regionId", i.state, i.architecture,
       i.review_state AS "reviewState", i.unreviewed_sources AS "unreviewedSources", i.listed,
       CASE WHEN i.kind = 'CUSTOM' THEN (SELECT a.suspended FROM account a WHERE a.id = i.owner_id) ELSE false END AS "ownerSuspended",
       CASE WHEN i.kind = 'CUSTOM' AND i.owner_id = ? THEN (SELECT count(*) FROM share s WHERE s.image_id = i.id) ELSE 0 END AS "shareCount",
       CASE WHEN i.kind = 'CUSTOM' THEN EXISTS (SELECT 1 FROM share s WHERE s.image_id = i.id AND s.account_id = ?) ELSE false END AS "heldByViewer"
     FROM image i WHERE i.gone_at IS NULL AND i.id IN (${list.marks})`,
    [rootId, rootId, ...list.padded],
  );
  const regions = new Map(
    (
      await regionsOf(
        store,
        rows.map((row) => row.regionId),
      )
    ).map((each) => [each.id, each]),
  );
  return rows.map(({ regionId, ...row }) => ({
    ...row,
    region: regions.get(regionId)!,
    shareCount: Number(row.shareCount),
    listed: Boolean(row.listed),
    heldByViewer: Boolean(row.heldByViewer),
    ownerSuspended: Boolean(row.ownerSuspended),
    unreviewedSources: sourcesOf(row),
  }));
}

/**
 * The whole row of an image that a row or a fact points to, also where it is gone: an instance outlives its image.
 *
 * @param lock what the statement ends with to hold the row
 * @throws when there is none, for then a foreign key was broken
 */
export async function imageRow(store: Store, id: string, lock = ''): Promise<Image> {
  const sql = `SELECT ${store.columns(Image, 'i')} FROM image i WHERE i.id = ? ${lock}`;
  const [row] = await store.rows<Image>(sql, [id]);
  if (row === undefined) throw new Error(`No image ${id}, which a row points to.`);
  return row;
}

/** Whole rows of those of the instances that exist, whoever owns them, in the order of the ids. */
export async function instanceRows(store: Store, ids: readonly string[]): Promise<Instance[]> {
  const list = idList(ids);
  if (list === null) return [];
  const rows = await store.rows<Instance>(
    `SELECT ${store.columns(Instance, 'n')} FROM instance n WHERE n.id IN (${list.marks})`,
    list.padded,
  );
  return inOrder(rows, list.ids);
}

/** Instances' rows as facts. */
export async function instanceFacts(store: Store, rows: readonly Instance[]): Promise<InstanceFacts[]> {
  const regions = new Map(
    (
      await regionsOf(
        store,
        rows.map((row) => row.regionId),
      )
    ).map((each) => [each.id, each]),
  );
  return rows.map(({ id, ownerId, regionId, state }) => ({ id, ownerId, state, region: regions.get(regionId)! }));
}

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

/** How many custom images the root account holds in each of the regions, in the making included, failed ones not. */
export async function imageUse(store: Store, rootId: string, regionIds: readonly string[]): Promise<ImageUse[]> {
  const list = idList(regionIds);
  if (list === null) return [];
  const rows = await store.rows<{ regionId: string; used: number }>(
    `SELECT i.region_id AS "regionId", count(*) AS used FROM image i
     WHERE i.owner_id = ? AND i.kind = 'CUSTOM' AND i.gone_at IS NULL AND i.region_id IN (${list.marks})
       AND i.state IN (${COUNTING.map((state) => `'${state}'`).join(', ')})
     GROUP BY i.region_id`,
    [rootId, ...list.padded],
  );
  const used = new Map(rows.map((row) => [row.regionId, Number(row.used)]));
  return list.ids.map((regionId) => ({ regionId, used: used.get(regionId) ?? 0, adding: 1 }));
}
