import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { createGunzip, createGzip } from 'node:zlib';
import { finished } from 'node:stream/promises';
import type { Store } from './database';

/**
 * Backups are one format for both databases: gzipped lines of JSON, the first of them a head, then each row with its
 * table, the last one a foot with the number of rows. So a backup of SQLite can be restored into PostgreSQL, which is
 * how a registry moves when it grows.
 */
const FORMAT = 'image-registry backup 1';

/** Every table with its primary key, in an order in which rows can be put in; what is only for one server is left out. */
const TABLES: [name: string, key: string[]][] = [
  ['region', ['id']],
  // Roots before the sub-accounts that point to them.
  ['account', ['kind', 'id']],
  ['trusted_account', ['root_id', 'trusted_id']],
  ['image', ['id']],
  ['marketplace_edit', ['image_id']],
  ['share', ['id']],
  ['instance_type', ['id']],
  ['instance', ['id']],
  ['operation', ['root_id', 'seq']],
  ['access_token', ['id']],
  ['idempotency_record', ['account_id', 'key']],
];

const AT_ONCE = 500;

/** The backup cannot be taken or used; the message is a sentence for the operator. */
export class BadBackup extends Error {}

/**
 * Writes everything to a file, as it was in one moment, while the service goes on. The file appears when it is whole.
 *
 * @returns how many rows
 */
export async function backup(store: Store, file: string): Promise<number> {
  const partial = `${file}.partial`;
  const gzip = createGzip();
  const out = gzip.pipe(createWriteStream(partial, { mode: 0o600 }));
  const line = async (value: unknown) => {
    if (!gzip.write(`${JSON.stringify(value)}\n`)) await once(gzip, 'drain');
  };
  await line({ format: FORMAT, migrations: store.migrations });
  const rows = await store.snapshot(async (read) => {
    let total = 0;
    for (const [table, key] of TABLES) {
      for (let after: unknown[] | null = null; ;) {
        const order = key.join(', ');
        const where = after === null ? '' : `WHERE (${order}) > (${key.map(() => '?').join(', ')})`;
        const page: Record<string, unknown>[] = await read(
          `SELECT * FROM ${table} ${where} ORDER BY ${order} LIMIT ${AT_ONCE}`,
          after ?? [],
        );
        for (const row of page) await line([table, row]);
        total += page.length;
        if (page.length < AT_ONCE) break;
        const last = page[page.length - 1]!;
        after = key.map((column) => last[column]);
      }
    }
    return total;
  });
  await line({ rows });
  gzip.end();
  await finished(out);
  const written = await open(partial);
  await written.sync();
  await written.close();
  await rename(partial, file);
  return rows;
}

/**
 * Puts a backup into an empty database, all of it or nothing.
 *
 * @returns how many rows
 * @throws {BadBackup} where the file is not a whole backup of this version, or the database is not empty
 */
export async function restore(store: Store, file: string): Promise<number> {
  const [row] = await store.rows('SELECT 1 FROM region LIMIT 1');
  if (row !== undefined) throw new BadBackup('The database is not empty; restore into a new one.');
  return store.write(async (inside) => {
    await inside.deferForeignKeys();
    let [total, foot, batch, batchTable]: [number, number | null, Record<string, unknown>[], string] = [
      0,
      null,
      [],
      '',
    ];
    const flush = async () => {
      if (batch.length > 0) await insert(inside, batchTable, batch);
      batch = [];
    };
    for await (const value of linesOf(file)) {
      if (Array.isArray(value)) {
        const [table, entry] = value as [string, Record<string, unknown>];
        if (!TABLES.some(([name]) => name === table))
          throw new BadBackup(`The backup has a table ${table}, which this version does not know.`);
        if (table !== batchTable || batch.length >= AT_ONCE) await flush();
        batchTable = table;
        batch.push(entry);
        total += 1;
      } else {
        const { format, migrations, rows } = value as { format?: string; migrations?: number; rows?: number };
        if (format !== undefined) checkHead(format, migrations, store);
        foot = rows ?? foot;
      }
    }
    await flush();
    if (foot !== total) throw new BadBackup('The backup ends before its end; take another one.');
    return total;
  });
}

function checkHead(format: string, migrations: number | undefined, store: Store): void {
  if (format !== FORMAT) throw new BadBackup(`The file is not a backup of this service (${format}).`);
  if (migrations !== store.migrations) {
    throw new BadBackup(
      `The backup is of another version: ${migrations} migrations, and this one has ${store.migrations}.`,
    );
  }
}

async function* linesOf(file: string): AsyncGenerator<unknown> {
  const unzipped = createReadStream(file).pipe(createGunzip());
  for await (const text of createInterface({ input: unzipped, crlfDelay: Infinity })) {
    try {
      yield JSON.parse(text);
    } catch {
      throw new BadBackup('The file is not a backup of this service.');
    }
  }
}

/** Rows as they were; the columns' names come from the backup, which is of this very version. */
async function insert(store: Store, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const columns = Object.keys(rows[0]!);
  if (!columns.every((column) => /^[a-z_]+$/.test(column)))
    throw new BadBackup(`The backup names strange columns in ${table}.`);
  const booleans = store.booleansOf(table);
  const value = (row: Record<string, unknown>, column: string) =>
    booleans.has(column) ? Boolean(row[column]) : (row[column] ?? null);
  // PostgreSQL takes 65,535 parameters, SQLite 32,766.
  const perStatement = Math.floor(30_000 / columns.length);
  for (let at = 0; at < rows.length; at += perStatement) {
    const some = rows.slice(at, at + perStatement);
    const marks = some.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ');
    await store.rows(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${marks}`,
      some.flatMap((row) => columns.map((column) => value(row, column))),
    );
  }
}
