import type { DataSource } from 'typeorm';

/** Describes the tables of a database, however created: a line for each column, key, check, index and trigger. */
export async function describeTables(source: DataSource): Promise<Record<string, string[]>> {
  const lines = source.options.type === 'postgres' ? await describePostgres(source) : await describeSqlite(source);
  const tables: Record<string, string[]> = {};
  for (const [table, line] of lines.sort()) (tables[table] ??= []).push(line);
  return tables;
}

type Line = [table: string, line: string];

async function describePostgres(source: DataSource): Promise<Line[]> {
  const rows = await source.query<{ table: string; line: string }[]>(`
    SELECT c.relname AS "table", concat_ws(' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod), l.collname,
        CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(d.adbin, d.adrelid)) AS line
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT conrelid::regclass::text, concat('constraint ', conname, ' ', pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT tablename, concat('index ', indexdef) FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, concat('trigger ', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal`);
  return rows.map(({ table, line }) => [table, line]);
}

async function describeSqlite(source: DataSource): Promise<Line[]> {
  const lines: Line[] = [];
  const tables = await source.query<{ name: string; sql: string }[]>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  for (const { name: table, sql } of tables) {
    const add = (line: string) => void lines.push([table, line]);
    const pragma = (name: string, of: string) =>
      source.query<Record<string, string | number | null>[]>(`PRAGMA ${name}("${of}")`);
    if (/WITHOUT ROWID$/.test(sql)) add('without rowid');
    for (const { name, type, notnull, dflt_value, pk } of await pragma('table_xinfo', table)) {
      add(`column ${name} ${type} ${notnull === 1 ? 'not null' : ''} ${dflt_value ?? ''} ${pk}`);
    }
    for (const { name, unique, origin } of await pragma('index_list', table)) {
      const columns = (await pragma('index_xinfo', String(name))).filter(({ key }) => key === 1);
      const [index] = await source.query<{ sql: string | null }[]>(`SELECT sql FROM sqlite_master WHERE name = ?`, [
        name,
      ]);
      const where = /WHERE .*/.exec(plain(index?.sql ?? ''))?.[0] ?? '';
      const order = columns.map((column) => `${column['name']} ${column['coll']} ${column['desc']}`).join(', ');
      add(`index ${origin === 'c' ? name : origin} ${unique} (${order}) ${where}`);
    }
    for (const { from, table: to, to: column, on_update, on_delete, seq } of await pragma('foreign_key_list', table)) {
      add(`reference ${seq} ${from} ${to} ${column} ${on_update} ${on_delete}`);
    }
    for (const part of partsOf(sql)) if (!part.includes('PRIMARY KEY')) add(`constraint ${part}`);
    const triggers = await source.query<{ sql: string }[]>(
      `SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?`,
      [table],
    );
    for (const trigger of triggers) add(`trigger ${plain(trigger.sql)}`);
  }
  return lines;
}

/** Returns the named constraints in the definition of a table. */
function partsOf(sql: string): string[] {
  const text = plain(sql);
  const parts: string[] = [];
  let [depth, part] = [0, ''];
  for (const character of text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0 && character === ',') [parts[parts.length], part] = [part, ''];
    else part += character;
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each.startsWith('CONSTRAINT'));
}

/** Returns SQL without quotes around names, superfluous spaces and clauses that are the default. */
const plain = (sql: string) =>
  sql
    .replaceAll('"', '')
    .replaceAll(/ ON (DELETE|UPDATE) NO ACTION/g, '')
    .replaceAll(/\s*\(\s*/g, ' (')
    .replaceAll(/\s+/g, ' ');
