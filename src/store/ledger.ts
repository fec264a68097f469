import { createHash } from 'node:crypto';
import { Operation } from '../entities/operation';
import type { DayUse } from '../policy/facts';
import { dayOf, ledgerTime, LEDGER_AHEAD_MS, nextDayAt } from '../policy/limits';
import type { Store } from '../database/database';
import { couldBeId, newId } from '../database/ids';
import { tablePage } from '../database/keyset';
import type { PageArgs, Page } from '../database/keyset';

/** Returns milliseconds since 1970 in UTC. One clock serves the whole service; tests pass their own. */
export type Clock = () => number;

/**
 * Returns the system's clock, held still where it steps back by at most `LEDGER_AHEAD_MS`. It follows a larger step
 * back, which corrects a clock that was far ahead: the service must then use today's date.
 */
export function monotonicClock(): Clock {
  let latest = 0;
  return () => {
    const now = Date.now();
    return (latest = latest - now > LEDGER_AHEAD_MS ? now : Math.max(latest, now));
  };
}

/** Fields of a ledger entry that are given; its position, hash and outcome follow from them. */
export type LedgerEntry = Pick<
  Operation,
  'rootId' | 'actorId' | 'kind' | 'regionId' | 'subjectId' | 'at' | 'rule' | 'counted'
>;

/** Hash before the first entry of a ledger. */
export const NO_ENTRY = '';

/**
 * Returns the hash of an entry: over its fields, its position and the hash of the entry before, so that none can be
 * changed alone.
 */
export function hashEntry(entry: LedgerEntry & { id: string; seq: number }, before: string): string {
  const { id, rootId, seq, actorId, kind, regionId, subjectId, at, rule, counted } = entry;
  const text = JSON.stringify([before, id, rootId, seq, actorId, kind, regionId, subjectId, at, rule, counted]);
  return createHash('sha256').update(text).digest('hex');
}

/** Returns the last entry of a ledger. Hand-written: 8 µs a call against 245 µs through TypeORM's `findOne`. */
async function lastEntry(store: Store, rootId: string): Promise<{ seq: number; at: number; hash: string }> {
  const [last] = await store.rows<{ seq: number; at: number; hash: string }>(
    'SELECT seq, at, hash FROM operation WHERE root_id = ? ORDER BY seq DESC LIMIT 1',
    [rootId],
  );
  return last ?? { seq: 0, at: 0, hash: NO_ENTRY };
}

/**
 * Returns the time of a write of this root account, in milliseconds, as `ledgerTime` derives it.
 *
 * @param tooFarAhead receives the milliseconds by which the last entry is ahead of the clock, where that is too much to
 *   follow
 */
export async function nextLedgerTime(
  store: Store,
  rootId: string,
  clock: Clock,
  tooFarAhead?: (aheadMs: number) => void,
): Promise<number> {
  const { at } = await lastEntry(store, rootId);
  const now = clock();
  if (at - now > LEDGER_AHEAD_MS) tooFarAhead?.(at - now);
  return ledgerTime(now, at);
}

/**
 * Appends one entry to a root account's ledger. Called inside the write that it records.
 *
 * @param dayOffset milliseconds that the day's clock is ahead of UTC
 */
export async function appendLedgerEntry(store: Store, entry: LedgerEntry, dayOffset: number): Promise<void> {
  const last = await lastEntry(store, entry.rootId);
  const row = {
    ...entry,
    id: newId('op'),
    seq: last.seq + 1,
    // A text that does not have the form of an id may be of any length and content; the ledger stores ids only.
    subjectId: entry.subjectId !== null && couldBeId(entry.subjectId) ? entry.subjectId : null,
  };
  await store.insert(Operation, {
    ...row,
    hash: hashEntry(row, last.hash),
    day: dayOf(row.at, dayOffset),
    outcome: row.rule === null ? 'DONE' : 'DENIED',
  });
}

/**
 * Returns the number of operations used today in each of the regions, including regions with none. Hand-written: 35 µs
 * for 50 operations against 150 µs through TypeORM's query builder.
 *
 * @param now in milliseconds
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
  const used = new Map(counted.map((row) => [row.regionId, row.used]));
  const resetsAt = nextDayAt(now, dayOffset);
  return regionIds.map((regionId) => ({ regionId, used: used.get(regionId) ?? 0, resetsAt }));
}

/** Returns an entry of the root account's own ledger; null for any other id. */
export async function ledgerEntry(store: Store, rootId: string, id: string): Promise<Operation | null> {
  return couldBeId(id) ? store.read((manager) => manager.findOneBy(Operation, { id, rootId })) : null;
}

/** Returns a page of a root account's ledger, newest first. */
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
