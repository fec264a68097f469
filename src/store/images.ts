import { Image, type SeenImage } from '../entities/image';
import type { ImageFacts, ImageState, ImageUse } from '../policy/facts';
import { sourcesThrough } from '../policy/lineage';
import { isListed, type ViewerIdentity, relationOf } from '../policy/visibility';
import type { Store } from '../database/database';
import { idList, newId } from '../database/ids';
import { regionsOf } from './regions';
import { foldCase } from '../database/search';

type Given = Pick<
  Image,
  | 'kind'
  | 'name'
  | 'regionId'
  | 'ownerId'
  | 'osFamily'
  | 'platform'
  | 'architecture'
  | 'sizeGb'
  | 'origin'
  | 'reviewState'
  | 'createdAt'
>;

/** A new image row: what is given, and what follows from it or is the same for most. */
export function newImage(values: Given & Partial<Image>): Image {
  return {
    id: newId('img'),
    nameKey: foldCase(values.name),
    platformKey: foldCase(values.platform),
    description: '',
    state: 'AVAILABLE',
    copiedFromId: null,
    madeFromId: null,
    unreviewedSources: '[]',
    baseImageId: null,
    listed: isListed(values, true),
    reviewReason: '',
    hourlyPrice: 0,
    deletedAt: null,
    ...values,
  };
}

type LineageRow = Pick<Image, 'ownerId' | 'reviewState' | 'unreviewedSources'>;

const NONE: readonly string[] = [];

/**
 * Returns the accounts that a row names; nearly all name none. A payload that was kept for replays before the column
 * was there has no text.
 */
export const sourcesOf = ({ unreviewedSources }: { unreviewedSources?: string }): readonly string[] =>
  unreviewedSources === undefined || unreviewedSources === '[]' ? NONE : (JSON.parse(unreviewedSources) as string[]);

/** Returns the column of an image of the owner that is made of another. */
export const sourcesColumn = (parent: LineageRow, ownerId: string): string =>
  JSON.stringify(sourcesThrough({ ...parent, unreviewedSources: sourcesOf(parent) }, ownerId));
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

/**
 * Rows to facts. Each function takes many ids at once and one statement: a mutation asks for its one image inside its
 * transaction, a page of images asks for all of them together.
 */
export const COUNTING: readonly ImageState[] = ['CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE'];

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
