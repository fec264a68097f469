import type { QueryRunner } from 'typeorm';

/**
 * Rebuilds tables under new definitions with the same columns, and keeps their rows, indexes and triggers. SQLite
 * cannot alter a constraint in any other way; the order of the steps is that of
 * https://www.sqlite.org/lang_altertable.html#otheralter. Foreign keys must be off before the transaction of the
 * migrations begins, which `migrate` and TypeORM's command line see to; with them on, dropping a table would delete its
 * rows one by one and fail at the first row that is referenced.
 *
 * @param definitions the columns and constraints of each table, as between `CREATE TABLE name (` and `)`, and the
 *   options that follow, such as `WITHOUT ROWID`. TypeORM reads constraints from this text with regular expressions:
 *   names and columns in double quotes, one constraint per line, and a CHECK followed by a comma.
 * @throws where foreign keys are on, where a definition would lose or add a column, or where a row references a row
 *   that does not exist
 */
export async function rebuild(
  runner: QueryRunner,
  definitions: Record<string, [body: string, options?: string]>,
): Promise<void> {
  const [{ foreign_keys: enforced }] = (await runner.query('PRAGMA foreign_keys')) as [{ foreign_keys: number }];
  if (enforced) throw new Error('Tables can be rebuilt only in a transaction that began with foreign keys off.');
  for (const [table, [body, options = '']] of Object.entries(definitions)) {
    await rebuildTable(runner, table, body, options);
  }
  const [violation] = (await runner.query('PRAGMA foreign_key_check')) as { table: string; parent: string }[];
  if (violation !== undefined) {
    throw new Error(`A row of ${violation.table} refers to a row of ${violation.parent} that does not exist.`);
  }
}

async function rebuildTable(runner: QueryRunner, table: string, body: string, options: string): Promise<void> {
  const rebuilt = `rebuilt_${table}`;
  const kept = (await runner.query(
    `SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid`,
    [table],
  )) as { sql: string }[];
  await runner.query(`CREATE TABLE ${rebuilt} (${body}) ${options}`);
  const [before, after] = [await columnsOf(runner, table), await columnsOf(runner, rebuilt)];
  if (before !== after) throw new Error(`The columns of ${table} are ${before}; its new definition has ${after}.`);
  await runner.query(`INSERT INTO ${rebuilt} (${before}) SELECT ${before} FROM ${table}`);
  await runner.query(`DROP TABLE ${table}`);
  await runner.query(`ALTER TABLE ${rebuilt} RENAME TO ${table}`);
  for (const { sql } of kept) await runner.query(sql);
}

async function columnsOf(runner: QueryRunner, table: string): Promise<string> {
  const columns = (await runner.query(`PRAGMA table_info(${table})`)) as { name: string }[];
  return columns.map(({ name }) => name).join(', ');
}

/**
 * Adds constraints to a table, for which SQLite has to rebuild it. A column with a foreign key is added first, without
 * the key: TypeORM does not read the name of a foreign key that is declared at its column.
 *
 * @param constraints each as in `CREATE TABLE`: `CONSTRAINT "a_b_fkey" FOREIGN KEY ("b") REFERENCES "b" ("id")`
 */
export async function addConstraints(runner: QueryRunner, table: string, ...constraints: string[]): Promise<void> {
  const sql = await definitionOf(runner, table);
  const [from, to] = [sql.indexOf('(') + 1, sql.lastIndexOf(')')];
  // New constraints precede the others: a table ends with a key, so a comma follows each CHECK. Constraints of columns
  // do not begin a line.
  const at = sql.search(/\n\s*CONSTRAINT "/);
  if (at === -1) throw new Error(`No line of the definition of ${table} begins with a constraint.`);
  const body = `${sql.slice(from, at)}${constraints.map((text) => `\n    ${text},`).join('')}${sql.slice(at, to)}`;
  await rebuild(runner, { [table]: [body, sql.slice(to + 1)] });
}

/** Removes a constraint that `addConstraints` added, after which its column can be dropped. */
export async function dropConstraint(runner: QueryRunner, table: string, name: string): Promise<void> {
  const sql = await definitionOf(runner, table);
  const without = sql.replace(new RegExp(`\\n\\s*CONSTRAINT "${name}" [^\\n]*,(?=\\n)`), '');
  if (without === sql) throw new Error(`The definition of ${table} has no line for the constraint ${name}.`);
  const [from, to] = [without.indexOf('(') + 1, without.lastIndexOf(')')];
  await rebuild(runner, { [table]: [without.slice(from, to), without.slice(to + 1)] });
}

async function definitionOf(runner: QueryRunner, table: string): Promise<string> {
  const [{ sql }] = (await runner.query(`SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?`, [
    table,
  ])) as [{ sql: string }];
  return sql;
}
