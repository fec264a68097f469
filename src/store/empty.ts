import type { Store } from './database';

/** Tables without an entity that hold what became of the registry. */
const EVENTS = 'event';

/**
 * Empties every table, in the write that the store is inside of, so that the database can be filled again while servers
 * run on it. The ledger refuses to be emptied; for this write alone its guard is put aside, and is back with the commit.
 *
 * @returns what to call once the tables are filled again: it takes out the old events, which keep their numbers until
 *   there are newer ones, so that none is given twice
 */
export async function emptyTables(inside: Store): Promise<() => Promise<void>> {
  return inside.rowLock === '' ? emptySqlite(inside) : emptyPostgres(inside);
}

async function emptySqlite(inside: Store): Promise<() => Promise<void>> {
  const guards = await inside.rows<{ name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'`,
  );
  await inside.deferForeignKeys();
  for (const { name } of guards) await inside.rows(`DROP TRIGGER ${name}`);
  for (const table of inside.tables) if (table !== EVENTS) await inside.rows(`DELETE FROM ${table}`);
  for (const { sql } of guards) await inside.rows(sql);
  const [last] = await inside.rows<{ seq: number | null }>(`SELECT max(seq) AS seq FROM ${EVENTS}`);
  return async () => void (await inside.rows(`DELETE FROM ${EVENTS} WHERE seq <= ?`, [last?.seq ?? 0]));
}

async function emptyPostgres(inside: Store): Promise<() => Promise<void>> {
  const tables = [...new Set([...inside.tables, EVENTS])].join(', ');
  await inside.rows('ALTER TABLE operation DISABLE TRIGGER USER');
  // All in one statement, which asks for no order among them; events go on counting where they were.
  await inside.rows(`TRUNCATE ${tables}`);
  await inside.rows('ALTER TABLE operation ENABLE TRIGGER USER');
  return async () => undefined;
}
