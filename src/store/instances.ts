import { Instance, InstanceType } from '../entities/instance';
import type { Architecture, InstanceFacts, InstanceState, InstanceTypeFacts } from '../policy/facts';
import type { Store } from '../database/database';
import { couldBeId, idList, marksOf } from '../database/ids';
import type { PageArgs, Page } from '../database/keyset';
import { tablePage } from '../database/keyset';
import { regionsOf } from './regions';
import { inOrder } from '../database/ids';

/**
 * Returns the complete rows of those of the instances that exist, regardless of their owner, in the order of the ids.
 * Hand-written: 15 µs for one id against 105 µs through TypeORM's `find`.
 */
export async function instanceRows(store: Store, ids: readonly string[]): Promise<Instance[]> {
  const list = idList(ids);
  if (list === null) return [];
  const rows = await store.rows<Instance>(
    `SELECT ${store.columns(Instance, 'n')} FROM instance n WHERE n.id IN (${list.marks})`,
    list.padded,
  );
  return inOrder(rows, list.ids);
}

/** Converts rows of instances to facts. */
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

/** Converts a row of an instance type to facts. */
export const instanceTypeFacts = ({ id, architectures }: InstanceType): InstanceTypeFacts => ({
  id,
  architectures: JSON.parse(architectures) as Architecture[],
});

/** Returns all instance types, cheapest first. Hand-written: 10 µs against 150 µs through TypeORM's `find`. */
export function instanceTypes(store: Store): Promise<InstanceType[]> {
  return store.rows<InstanceType>(
    `SELECT ${store.columns(InstanceType, 't')} FROM instance_type t ORDER BY t.hourly_price, t.id`,
  );
}

/** Filters of a list of instances. */
export interface InstanceFilter {
  regionId?: string | null;
  imageId?: string | null;
  states?: InstanceState[] | null;
}

/** Returns a page of the root account's instances, newest first. */
export function listInstances(
  store: Store,
  rootId: string,
  filter: InstanceFilter,
  args: PageArgs,
): Promise<Page<Instance>> {
  const terms = ['n.owner_id = ?'];
  const parameters: unknown[] = [rootId];
  for (const [column, id] of [
    ['n.region_id', filter.regionId],
    ['n.image_id', filter.imageId],
  ] as const) {
    if (id == null) continue;
    terms.push(couldBeId(id) ? `${column} = ?` : '1 = 0');
    if (couldBeId(id)) parameters.push(id);
  }
  if (filter.states != null) {
    const { marks, padded } = marksOf([...new Set(filter.states)]);
    terms.push(padded.length === 0 ? '1 = 0' : `n.state IN (${marks})`);
    parameters.push(...padded);
  }
  const key = [
    filter.regionId ?? null,
    filter.imageId ?? null,
    filter.states == null ? null : [...new Set(filter.states)].sort(),
  ];
  return tablePage(store, store.columns(Instance, 'n'), 'instance n', ['n.created_at', 'n.id'], terms, parameters, {
    name: 'instances',
    key,
    args,
    placeOf: ({ createdAt, id }: Instance) => ({ at: createdAt, id }),
  });
}
