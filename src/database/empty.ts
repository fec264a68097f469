import type { Store } from './database';

/** Table of events, which has no entity. */
const EVENTS = 'event';

/**
 * Empties every table, in the write that the store is inside of, so that the database can be filled again while servers
 * run on it. The ledger's triggers reject that; this transaction removes them and restores them before it commits.
 *
 * @returns a function that deletes the old events, to be called after newer ones are written: SQLite would otherwise
 *   assign their numbers a second time, and subscribers that wait for a higher number would miss the new events
 */
export async function emptyTables(inside: Store): Promise<() => Promise<void>> {
  return inside.rowLock === '' ? emptySqlite(inside) : emptyPostgres(inside);
}

async function emptySqlite(inside: Store): Promise<() => Promise<void>> {
  // Triggers and events have no entities, so their statements are hand-written.
  const guards = await inside.rows<{ name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'`,
  );
  await inside.deferForeignKeys();
  for (const { name } of guards) await inside.rows(`DROP TRIGGER ${name}`);
  for (const table of inside.tables) if (table !== EVENTS) await inside.manager.deleteAll(table);
  for (const { sql } of guards) await inside.rows(sql);
  const [last] = await inside.rows<{ seq: number | null }>(`SELECT max(seq) AS seq FROM ${EVENTS}`);
  return async () => void (await inside.rows(`DELETE FROM ${EVENTS} WHERE seq <= ?`, [last?.seq ?? 0]));
}

async function emptyPostgres(inside: Store): Promise<() => Promise<void>> {
  const tables = [...new Set([...inside.tables, EVENTS])].join(', ');
  await inside.rows('ALTER TABLE operation DISABLE TRIGGER USER');
  // One statement for all tables needs no order among them. The numbers of events continue.
  await inside.rows(`TRUNCATE ${tables}`);
  await inside.rows('ALTER TABLE operation ENABLE TRIGGER USER');
  return async () => undefined;
}
