import { existsSync, type Stats } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BadBackup, FORMAT, rowsOf, TABLES, type Row } from './backupFile';
import type { Read, Store } from '../database/database';
import { statOf } from '../database/faults';

export { BadBackup };

/** Suffixes of the files of a SQLite database. */
const DATABASE_SUFFIXES = ['', '-wal', '-shm', '-journal'];
/** Rows per statement. */
const BATCH_SIZE = 500;

const partialOf = (file: string) => `${file}.partial`;
const lineOf = (value: unknown) => `${JSON.stringify(value)}\n`;

/**
 * Checks whether a backup may be written to a file. An existing file may be a better backup than the new one, which
 * happened with a mistyped DATABASE_URL; a partial file is being written by another process, or was left by one that
 * was interrupted.
 *
 * @param force whether files of these names may be overwritten
 * @throws {BadBackup}
 */
export function checkTarget(file: string, force: boolean): void {
  for (const each of [file, partialOf(file)]) {
    const found = existing(each);
    if (found?.isFile() === false) throw new BadBackup(`${each} is a folder or a device; name a file.`);
    if (found && !force)
      throw new BadBackup(`${each} exists already; name another file, or overwrite it with --force.`);
  }
}

/** Returns the files of a SQLite database. */
export const databaseFiles = (database: string): string[] => DATABASE_SUFFIXES.map((suffix) => `${database}${suffix}`);

/**
 * Checks that a backup does not replace a file of the service, which `--force` would otherwise allow.
 *
 * @param own files of the database, and the one with the tokens of its demo accounts
 * @throws {BadBackup}
 */
export function checkIsNotOwn(file: string, own: readonly string[]): void {
  for (const each of own) {
    for (const written of [file, partialOf(file)]) {
      if (path.resolve(written) !== path.resolve(each) && !isSameFile(written, each)) continue;
      throw new BadBackup(`${file} belongs to the database itself; name another file.`);
    }
  }
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [existing(one), existing(other)];
  return first !== undefined && first?.ino === second?.ino && first?.dev === second?.dev;
}

/** Returns the status of a file; undefined where none exists. */
function existing(file: string): Stats | undefined {
  try {
    return statOf(file);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/**
 * Writes a snapshot of the database to a file while the service continues. The file appears when it is complete.
 *
 * @param force whether a file of that name may be overwritten
 * @returns the number of rows
 * @throws {BadBackup} where the file cannot be written
 */
export async function backup(store: Store, file: string, force = false): Promise<number> {
  const partial = partialOf(file);
  let rows = 0;
  const lines = async function* (read: Read) {
    yield lineOf({ format: FORMAT, migrations: store.migrations });
    for await (const page of pages(read)) {
      rows += page.length;
      yield page.map(lineOf).join('');
    }
    yield lineOf({ rows });
  };
  try {
    checkTarget(file, force);
    if (force) await rm(partial, { force: true });
    const out = await open(partial, 'wx', 0o600);
    try {
      await store.snapshot((read) => pipeline(lines(read), createGzip(), out.createWriteStream()));
      const written = await open(partial);
      await written.sync().finally(() => written.close());
      if (!force && existsSync(file)) throw new BadBackup(`${file} was created meanwhile; name another file.`);
      await rename(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    } finally {
      await out.close();
    }
  } catch (error) {
    throw unwritable(file, error);
  }
  return rows;
}

/**
 * Yields the rows of every table with its name, a batch at a time. Hand-written: TypeORM has no operator for row
 * comparisons, and a backup holds the values under the names of their columns.
 */
async function* pages(read: Read): AsyncGenerator<[table: string, row: Row][]> {
  for (const [table, key] of TABLES) {
    const order = key.join(', ');
    for (let after: unknown[] | null = null; ;) {
      const where = after === null ? '' : `WHERE (${order}) > (${key.map(() => '?').join(', ')})`;
      const page: Row[] = await read(
        `SELECT * FROM ${table} ${where} ORDER BY ${order} LIMIT ${BATCH_SIZE}`,
        after ?? [],
      );
      yield page.map((row) => [table, row]);
      if (page.length < BATCH_SIZE) break;
      const last = page[page.length - 1]!;
      after = key.map((column) => last[column]);
    }
  }
}

/** Translates an error of writing a file; returns any other error as it is. */
function unwritable(file: string, error: unknown): unknown {
  const { code = '', syscall = '', message } = error as NodeJS.ErrnoException;
  if (!/^(open|write|writev|fsync|close|rename|unlink|stat|lstat|rm)$/.test(syscall)) return error;
  if (/^(ENOSPC|EDQUOT|EFBIG)$/.test(code)) {
    return new BadBackup(`${file} cannot be written because its disk is full; make room there, or name another file.`);
  }
  return new BadBackup(`${file} cannot be written (${message}); name a file in a folder that this user may write.`);
}

/**
 * Restores a backup into an empty database, completely or not at all.
 *
 * @returns the number of rows
 * @throws {BadBackup} where the file is not a complete backup of this version, or the database is not empty
 */
export async function restore(store: Store, file: string): Promise<number> {
  const written = store.write(async (inside) => {
    await inside.lockExclusively();
    await refuseContent(inside);
    await inside.deferForeignKeys();
    let [total, batch, batchTable]: [number, Row[], string] = [0, [], ''];
    const flush = async () => {
      if (batch.length > 0) await insert(inside, batchTable, batch);
      batch = [];
    };
    for await (const [table, row] of rowsOf(file, store.migrations)) {
      if (table !== batchTable || batch.length >= BATCH_SIZE) await flush();
      checkColumns(file, table, row, inside);
      batchTable = table;
      batch.push(row);
      total += 1;
    }
    await flush();
    return total;
  });
  return written.catch((error: unknown) => {
    throw notTaken(file, error);
  });
}

/** Translates the tables' rejection of a row, such as an unknown column or a missing reference. */
function notTaken(file: string, error: unknown): unknown {
  const { code, driverError = error } = error as { code?: string | number; driverError?: unknown };
  const reason = String((driverError as { code?: string | number }).code ?? code ?? '');
  if (!/^SQLITE_(CONSTRAINT|ERROR|MISMATCH|TOOBIG)|^(22|23|42)...$/.test(reason)) return error;
  return new BadBackup(
    `${file} holds rows that the tables do not take (${(error as Error).message}); take another backup.`,
  );
}

async function refuseContent(store: Store): Promise<void> {
  for (const [table] of TABLES) {
    if (await store.manager.exists(table)) throw new BadBackup('The database is not empty; restore into a new one.');
  }
}

/**
 * Checks that a row has every column of its table, and no other: SQLite and PostgreSQL would fill in what is missing.
 *
 * @throws {BadBackup}
 */
function checkColumns(file: string, table: string, row: Row, store: Store): void {
  const columns = store.columnsOf(table);
  const refuse = (what: string) => {
    throw new BadBackup(`${file} holds a row of ${table} ${what}; take another backup.`);
  };
  for (const column of Object.keys(row)) if (!columns.has(column)) refuse(`with an unknown column ${column}`);
  for (const [column, { isBoolean }] of columns) {
    if (!Object.hasOwn(row, column)) refuse(`without the column ${column}`);
    if (isBoolean && !BOOLEANS.includes(row[column])) refuse(`whose ${column} is neither true nor false`);
  }
}

/** Values of a boolean column in the backups of both databases. */
const BOOLEANS: unknown[] = [true, false, 1, 0];

/** Inserts rows as they were. TypeORM would validate and transform them. */
async function insert(store: Store, table: string, rows: readonly Row[]): Promise<void> {
  const columns = [...store.columnsOf(table)];
  // PostgreSQL accepts 65,535 parameters, SQLite 32,766.
  const perStatement = Math.floor(30_000 / columns.length);
  for (let at = 0; at < rows.length; at += perStatement) {
    const some = rows.slice(at, at + perStatement);
    const marks = some.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ');
    await store.rows(
      `INSERT INTO ${table} (${columns.map(([name]) => name).join(', ')}) VALUES ${marks}`,
      some.flatMap((row) => columns.map(([name, { isBoolean }]) => (isBoolean ? Boolean(row[name]) : row[name]))),
    );
  }
}
