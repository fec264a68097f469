import { Operation } from '../entities/operation';
import type { DayUse } from '../policy/facts';
import { dayOf, nextDayAt } from '../policy/limits';
import type { Store } from './database';
import { couldBeId, newId } from './ids';

/** Milliseconds since 1970 in UTC. One clock serves the whole service; tests bring their own. */
export type Clock = () => number;

/** The system's clock, held so that it never steps back while the process lives. */
export function steadyClock(): Clock {
  let latest = 0;
  return () => (latest = Math.max(latest, Date.now()));
}

/**
 * The time of a write of this root account: now, or the time of its last ledger row where the clock was set back since
 * (a restart, another server), so that a day that has ended never begins again.
 */
export async function timeOfWrite(store: Store, rootId: string, clock: Clock): Promise<number> {
  const [last] = await store.rows<{ at: number }>(
    'SELECT at FROM operation WHERE root_id = ? ORDER BY seq DESC LIMIT 1',
    [rootId],
  );
  return Math.max(clock(), Number(last?.at ?? 0));
}

/** Writes one row at the end of a root account's ledger. Called inside the write it tells of. */
export async function record(
  store: Store,
  row: Pick<Operation, 'rootId' | 'actorId' | 'kind' | 'regionId' | 'subjectId' | 'at' | 'rule' | 'counted'>,
): Promise<void> {
  const [last] = await store.rows<{ seq: number | null }>('SELECT max(seq) AS seq FROM operation WHERE root_id = ?', [
    row.rootId,
  ]);
  await store.manager.insert(Operation, {
    ...row,
    id: newId('op'),
    seq: Number(last?.seq ?? 0) + 1,
    // What cannot be an id is anything at all, of any length; the ledger keeps ids.
    subjectId: row.subjectId !== null && couldBeId(row.subjectId) ? row.subjectId : null,
    day: dayOf(row.at),
    outcome: row.rule === null ? 'DONE' : 'DENIED',
  });
}

/** How many operations of the day are used up in each of the regions; those with none are there too. */
export async function dayUse(
  store: Store,
  rootId: string,
  regionIds: readonly string[],
  now: number,
): Promise<DayUse[]> {
  const counted = await store.rows<{ regionId: string; used: number }>(
    `SELECT region_id AS "regionId", count(*) AS used FROM operation
     WHERE root_id = ? AND day = ? AND counted GROUP BY region_id`,
    [rootId, dayOf(now)],
  );
  const used = new Map(counted.map((row) => [row.regionId, Number(row.used)]));
  return regionIds.map((regionId) => ({ regionId, used: used.get(regionId) ?? 0, resetsAt: nextDayAt(now) }));
}
