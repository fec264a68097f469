import { createHash } from 'node:crypto';
import { Operation } from '../entities/operation';
import type { DayUse } from '../policy/facts';
import { dayOf, ledgerTime, LEDGER_AHEAD_MS, nextDayAt } from '../policy/limits';
import type { Store } from '../database/database';
import { couldBeId, newId } from '../database/ids';
import { rowById } from '../database/ids';
import { tablePage } from '../database/keyset';
import type { PageArgs, Page } from '../database/keyset';

/** Milliseconds since 1970 in UTC. One clock serves the whole service; tests bring their own. */
export type Clock = () => number;

/**
 * Returns the system's clock, held where it steps back by at most `LEDGER_AHEAD_MS`. It follows a larger step: whoever
 * sets a clock back that was days ahead wants the service to be of today.
 */
export function monotonicClock(): Clock {
  let latest = 0;
  return () => {
    const now = Date.now();
    return (latest = latest - now > LEDGER_AHEAD_MS ? now : Math.max(latest, now));
  };
}

/** What a ledger line says of itself; its place, its hash and its outcome follow from it. */
export type LedgerEntry = Pick<
  Operation,
  'rootId' | 'actorId' | 'kind' | 'regionId' | 'subjectId' | 'at' | 'rule' | 'counted'
>;

/** The hash before the first line of a ledger. */
export const NO_LINE = '';

/** The hash of a line: over what it says, its place and the hash of the line before, so that none can be changed alone. */
export function hashOf(line: LedgerEntry & { id: string; seq: number }, before: string): string {
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
 * Returns the time of a write of this root account, in milliseconds, as `ledgerTime` has it.
 *
 * @param tooFarAhead is told by how many milliseconds the last entry is ahead of the clock where that is not followed
 */
export async function nextLedgerTime(
  store: Store,
  rootId: string,
  clock: Clock,
  tooFarAhead?: (aheadMs: number) => void,
): Promise<number> {
  const { at } = await lastLine(store, rootId);
  const now = clock();
  if (at - now > LEDGER_AHEAD_MS) tooFarAhead?.(at - now);
  return ledgerTime(now, at);
}

/**
 * Writes one line at the end of a root account's ledger. Called inside the write it tells of.
 *
 * @param dayOffset milliseconds that the day's clock is ahead of UTC
 */
export async function appendLedgerEntry(store: Store, line: LedgerEntry, dayOffset: number): Promise<void> {
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
    day: dayOf(row.at, dayOffset),
    outcome: row.rule === null ? 'DONE' : 'DENIED',
  });
}

/**
 * How many operations of the day are used up in each of the regions; those with none are there too.
 *
 * @param dayOffset milliseconds that the day's clock is ahead of UTC
 */
export async function dayUse(
  store: Store,
  rootId: string,
  regionIds: readonly string[],
  now: number,
  dayOffset: number,
): Promise<DayUse[]> {
  const counted = await store.rows<{ regionId: string; used: number }>(
    `SELECT region_id AS "regionId", count(*) AS used FROM operation
     WHERE root_id = ? AND day = ? AND counted GROUP BY region_id`,
    [rootId, dayOf(now, dayOffset)],
  );
  const used = new Map(counted.map((row) => [row.regionId, Number(row.used)]));
  const resetsAt = nextDayAt(now, dayOffset);
  return regionIds.map((regionId) => ({ regionId, used: used.get(regionId) ?? 0, resetsAt }));
}

/** A line of the root account's own ledger. */
export function operationOf(store: Store, rootId: string, id: string): Promise<Operation | null> {
  return rowById(
    store,
    `SELECT ${store.columns(Operation, 'o')} FROM operation o WHERE o.id = ? AND o.root_id = ?`,
    id,
    rootId,
  );
}

/** A page of a root account's ledger, newest first. */
export function listOperations(store: Store, rootId: string, args: PageArgs): Promise<Page<Operation>> {
  return tablePage(
    store,
    store.columns(Operation, 'o'),
    'operation o',
    ['o.seq', 'o.id'],
    ['o.root_id = ?'],
    [rootId],
    {
      name: 'operations',
      key: rootId,
      args,
      placeOf: ({ seq, id }: Operation) => ({ at: seq, id }),
    },
  );
}
