import { createHash } from 'node:crypto';
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

/** What a ledger line says of itself; its place, its hash and its outcome follow from it. */
export type Line = Pick<
  Operation,
  'rootId' | 'actorId' | 'kind' | 'regionId' | 'subjectId' | 'at' | 'rule' | 'counted'
>;

/** The hash before the first line of a ledger. */
export const NO_LINE = '';

/** The hash of a line: over what it says, its place and the hash of the line before, so that none can be changed alone. */
export function hashOf(line: Line & { id: string; seq: number }, before: string): string {
  const { id, rootId, seq, actorId, kind, regionId, subjectId, at, rule, counted } = line;
  const text = JSON.stringify([before, id, rootId, seq, actorId, kind, regionId, subjectId, at, rule, counted]);
  return createHash('sha256').update(text).digest('hex');
}

async function lastLine(store: Store, rootId: string): Promise<{ seq: number; at: number; hash: string }> {
  const [last] = await store.rows<{ seq: number; at: number; hash: string }>(
    'SELECT seq, at, hash FROM operation WHERE root_id = ? ORDER BY seq DESC LIMIT 1',
    [rootId],
  );
  return last ?? { seq: 0, at: 0, hash: NO_LINE };
}

/**
 * The time of a write of this root account: now, or the time of its last ledger line where the clock was set back since
 * (a restart, another server), so that a day that has ended never begins again.
 */
export async function timeOfWrite(store: Store, rootId: string, clock: Clock): Promise<number> {
  return Math.max(clock(), (await lastLine(store, rootId)).at);
}

/** Writes one line at the end of a root account's ledger. Called inside the write it tells of. */
export async function record(store: Store, line: Line): Promise<void> {
  const last = await lastLine(store, line.rootId);
  const row = {
    ...line,
    id: newId('op'),
    seq: last.seq + 1,
    // What cannot be an id is anything at all, of any length; the ledger keeps ids.
    subjectId: line.subjectId !== null && couldBeId(line.subjectId) ? line.subjectId : null,
  };
  await store.insert(Operation, {
    ...row,
    hash: hashOf(row, last.hash),
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
