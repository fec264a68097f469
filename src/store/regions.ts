import { Region } from '../entities/region';
import { badInput } from '../errors';
import type { RegionFacts } from '../policy/facts';
import type { Store } from '../database/database';
import { idList, inOrder } from '../database/ids';
import { nearest } from '../database/search';

/** How many region ids an error suggests. */
const SUGGESTIONS = 3;
/** An unknown id that an error repeats: one that looks like an id, and no other text. */
const REPEATED = /^[A-Za-z0-9._-]{1,40}$/;

/**
 * Returns the region of an argument that must name one. A filter is no such argument: an unknown region matches nothing
 * there, and a mutation denies with REGION_NOT_FOUND.
 *
 * @param field the path of the argument
 * @throws BAD_USER_INPUT naming the region ids nearest to the one that was given
 */
export async function namedRegion(store: Store, field: string, id: string): Promise<Region> {
  const regions = await allRegions(store);
  const region = regions.find((each) => each.id === id);
  if (region !== undefined) return region;
  const ids = regions.map((each) => each.id);
  const given = REPEATED.test(id) ? `; got "${id}"` : '';
  const wayOut = `The nearest are ${nearest(id, ids, SUGGESTIONS).join(', ')}; \`Query.regions\` lists all.`;
  throw badInput(field, `\`${field}\` must be the id of a region${given}. ${wayOut}`);
}

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

/** Those of the regions that exist. */
export async function regionsOf(store: Store, ids: readonly string[]): Promise<RegionFacts[]> {
  return inOrder(await regionRows(store, ids), ids).map(regionFacts);
}
