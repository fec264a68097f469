import type { Region } from '../entities/region';
import { badInput } from '../errors';
import type { Store } from './database';
import { allRegions } from './gather';
import { nearest } from './text';

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
