import { Instance } from '../entities/instance';
import { Operation } from '../entities/operation';
import type { InstanceState } from '../policy/facts';
import type { Store } from './database';
import { couldBeId, marksOf } from './ids';
import { pageOf, rangeTerms, LIMIT_CLAUSE, type Page, type PageArgs } from './pages';

/** What a list of instances is narrowed to. */
export interface InstanceFilter {
  regionId?: string | null;
  imageId?: string | null;
  states?: InstanceState[] | null;
}

/** A page of the root account's instances, newest first. */
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
  return table(store, store.columns(Instance, 'n'), 'instance n', ['n.created_at', 'n.id'], terms, parameters, {
    name: 'instances',
    key,
    args,
    placeOf: ({ createdAt, id }: Instance) => ({ at: createdAt, id }),
  });
}

/** A page of a root account's ledger, newest first. */
export function listOperations(store: Store, rootId: string, args: PageArgs): Promise<Page<Operation>> {
  return table(store, store.columns(Operation, 'o'), 'operation o', ['o.seq', 'o.id'], ['o.root_id = ?'], [rootId], {
    name: 'operations',
    key: rootId,
    args,
    placeOf: ({ seq, id }: Operation) => ({ at: seq, id }),
  });
}

/** A page of one table along one index. */
function table<T>(
  store: Store,
  columns: string,
  from: string,
  place: [at: string, id: string],
  terms: string[],
  parameters: unknown[],
  list: { name: string; key: unknown; args: PageArgs; placeOf: (row: T) => { at: number; id: string } },
): Promise<Page<T>> {
  return pageOf<T>(
    list.args,
    { name: list.name, filter: list.key },
    (range) => {
      const page = rangeTerms(range, ...place);
      const order = range.backwards ? 'ASC' : 'DESC';
      return store.rows<T>(
        `SELECT ${columns} FROM ${from} WHERE ${[...terms, ...page.terms].join(' AND ')}
         ORDER BY ${place[0]} ${order}, ${place[1]} ${order} ${LIMIT_CLAUSE}`,
        [...parameters, ...page.parameters, range.limit],
      );
    },
    async () => {
      const [row] = await store.rows<{ total: number }>(
        `SELECT count(*) AS total FROM ${from} WHERE ${terms.join(' AND ')}`,
        parameters,
      );
      return Number(row!.total);
    },
    list.placeOf,
  );
}
