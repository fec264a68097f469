import { statSync, type Stats } from 'node:fs';
import type { PostgresSettings } from '../../ormconfig';
import { DatabaseUnavailable } from './errors';
import { OperatorError } from './operatorError';

/** Error messages for a database that cannot be used: its name, the reason and the way out, in one sentence. */

type Fault = Error & { code?: string | number; syscall?: string; driverError?: Fault };

/** Returns what is at a path; undefined if nothing is, or if a part of the path is not a folder. */
export function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Returns the server and the database of an address, without credentials. */
export function addressOf({ url }: Pick<PostgresSettings, 'url'>): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
}

/** Translates an error of the database or its connection; returns null for a fault of the service itself. */
export function databaseFault(error: unknown, settings: { file: string } | PostgresSettings): OperatorError | null {
  if (error instanceof OperatorError) return error;
  const caught = error instanceof DatabaseUnavailable ? error.cause : error;
  // A driver's error may be of another realm's class, which `instanceof` does not know.
  if (typeof (caught as Partial<Error> | null)?.message !== 'string') return null;
  const fault = (caught as Fault).driverError ?? (caught as Fault);
  const sentence = 'file' in settings ? sqliteFault(fault, settings.file) : postgresFault(fault, settings);
  return sentence === null ? null : new OperatorError(sentence, { cause: error });
}

function sqliteFault(fault: Fault, file: string): string | null {
  const code = String(fault.code ?? '');
  // The folder is created and checked before SQLite opens the file.
  if (['mkdir', 'stat'].includes(fault.syscall ?? '')) {
    return `The folder of ${file} cannot be made or read (${code}); correct DATABASE_URL, or the rights there.`;
  }
  if (code.startsWith('SQLITE_CANTOPEN') && statOf(file)?.isDirectory()) {
    return `${file} is a folder; name a file in DATABASE_URL.`;
  }
  // SQLite's extended codes, such as SQLITE_CANTOPEN_ISDIR, begin with the plain one.
  const why = SQLITE.find(([start]) => code.startsWith(start))?.[1];
  if (why !== undefined) return `${file} ${why}`.replace('%', fault.message);
  return null;
}

const SQLITE: [code: string, why: string][] = [
  ['SQLITE_NOTADB', 'is not a SQLite database; correct DATABASE_URL.'],
  ['SQLITE_CORRUPT', 'is damaged (%); restore a backup into a new database.'],
  ['SQLITE_CANTOPEN', 'cannot be opened; check that this user may read and write it and its folder.'],
  ['SQLITE_PERM', 'cannot be opened; check that this user may read and write it and its folder.'],
  ['SQLITE_READONLY', 'cannot be written; check that this user may write it and its folder.'],
  ['SQLITE_FULL', 'cannot be written because its disk is full; make room there.'],
  ['SQLITE_BUSY', 'is locked by another process; end that process, or try again.'],
  ['SQLITE_IOERR', 'cannot be read or written (%); check its disk.'],
];

function postgresFault(fault: Fault, settings: PostgresSettings): string | null {
  const code = String(fault.code ?? '');
  const database = `The database ${addressOf(settings)}`;
  const user = decodeURIComponent(new URL(settings.url).username);
  // Node reports several addresses of one name as an AggregateError without a message.
  const reason = fault.message || code;
  if (/^28|^08P01$/.test(code) || /password must be a string|no password supplied/i.test(reason)) {
    return `${database} rejects the user "${user}" (${reason}); correct the user and the password in DATABASE_URL.`;
  }
  if (code === '3D000') return `${database} does not exist; create it, or correct DATABASE_URL.`;
  if (code === '42501')
    return `${database} gives the user "${user}" no right to do this (${reason}); make it the owner.`;
  if (/^(53|57|55P03$|25006$|08)/.test(code)) {
    return `${database} cannot take this now (${reason}); look at the server, and try again.`;
  }
  const isWay = ['connect', 'getaddrinfo', 'read', 'write'].includes(fault.syscall ?? '') || /^ECONN/.test(code);
  if (isWay || UNREACHED.test(reason)) {
    return `${database} cannot be reached (${reason}); start PostgreSQL there, or correct DATABASE_URL.`;
  }
  if (/CERT|TLS|SSL/.test(code) || /SSL|certificate/i.test(reason)) {
    return `${database} cannot be reached over TLS (${reason}); correct DATABASE_URL, or the server's certificate.`;
  }
  return null;
}

const UNREACHED = /timeout expired|timeout exceeded|connection terminated|server closed the connection|socket hang up/i;
