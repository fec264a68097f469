import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { OperatorError } from '../database/operatorError';

/**
 * Format of a backup, the same for both databases: gzipped lines of JSON, the first of them a head, then each row with
 * its table, the last one a foot with the number of rows. A backup of SQLite can be restored into PostgreSQL, which is
 * how a registry moves when it grows.
 */
export const FORMAT = 'image-registry backup 1';

/**
 * Every table with its primary key, in an order in which rows can be inserted. Events belong to one database and are
 * omitted.
 */
export const TABLES: [name: string, key: string[]][] = [
  ['region', ['id']],
  // Root accounts precede the sub-accounts that reference them.
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

/** Values of a row by their columns. */
export type Row = Record<string, unknown>;

/** Thrown where a backup cannot be taken or used; the message is a sentence for the operator. */
export class BadBackup extends OperatorError {}

const noBackup = (file: string) => new BadBackup(`${file} is not a backup of this service; name another file.`);
const notWhole = (file: string) => new BadBackup(`${file} ends before its end; take another backup, or copy it again.`);

/**
 * Reads the first line of a file.
 *
 * @throws {BadBackup} where it is not the head of a backup
 */
export async function checkHead(file: string): Promise<void> {
  for await (const value of valuesOf(file)) return void headOf(file, value);
  throw noBackup(file);
}

/**
 * Yields the rows of a backup with their tables, from its head to its foot.
 *
 * @param migrations the number of migrations of this version: the columns are those of the version that took the backup
 * @throws {BadBackup} where the file is not a complete backup of this version
 */
export async function* rowsOf(file: string, migrations: number): AsyncGenerator<[table: string, row: Row]> {
  let [begun, total, foot]: [boolean, number, unknown] = [false, 0, null];
  for await (const value of valuesOf(file)) {
    if (!begun) {
      const made = headOf(file, value);
      if (made !== migrations) {
        throw new BadBackup(
          `${file} is of another version, which had ${made} migrations, and this one has ${migrations}; restore it with that version.`,
        );
      }
      begun = true;
    } else if (foot !== null) throw new BadBackup(`${file} goes on after its end; take another backup.`);
    else if (Array.isArray(value)) {
      yield rowOf(file, value);
      total += 1;
    } else foot = (value as { rows?: unknown } | null)?.rows ?? undefined;
  }
  if (!begun) throw noBackup(file);
  if (foot !== total) throw notWhole(file);
}

/** Returns the number of migrations of the version that took the backup. */
function headOf(file: string, value: unknown): number {
  const { format, migrations } = Object(value) as { format?: unknown; migrations?: unknown };
  if (format !== FORMAT || typeof migrations !== 'number') throw noBackup(file);
  return migrations;
}

function rowOf(file: string, [table, row]: unknown[]): [string, Row] {
  if (!TABLES.some(([name]) => name === table)) {
    throw new BadBackup(`${file} has a table ${JSON.stringify(table)}, which this version does not know.`);
  }
  const cells = typeof row === 'object' && row !== null ? Object.entries(row) : [];
  const isCell = ([column, value]: [string, unknown]) => /^[a-z_]+$/.test(column) && Object(value) !== value;
  if (cells.length === 0 || !cells.every(isCell)) {
    throw new BadBackup(`${file} holds an invalid row of ${table as string}; take another backup.`);
  }
  return [table as string, row as Row];
}

/** Yields the lines of a file, unzipped and parsed. */
async function* valuesOf(file: string): AsyncGenerator<unknown> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  const decoder = new StringDecoder('utf8');
  let [rest, begun] = ['', false];
  try {
    for await (const chunk of unzipped) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop()!;
      begun ||= lines.length > 0;
      for (const text of lines) yield parsed(file, text);
    }
  } catch (error) {
    throw unreadable(file, error, begun);
  } finally {
    source.destroy();
  }
  if (rest !== '') yield parsed(file, rest);
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noBackup(file);
  }
}

/** Translates an error of reading a file; returns any other error as it is. */
function unreadable(file: string, error: unknown, begun: boolean): unknown {
  const { code = '', syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new BadBackup(`There is no file ${file}; correct its name.`);
  if (code === 'EISDIR') return new BadBackup(`${file} is a folder; name a file.`);
  if (syscall !== undefined) return new BadBackup(`${file} cannot be read (${message}); check the rights to it.`);
  if (code === 'Z_BUF_ERROR' && begun) return notWhole(file);
  return /^Z_/.test(code) ? noBackup(file) : error;
}
