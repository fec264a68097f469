import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Role } from '../policy/facts';
import type { Store } from '../database/database';
import type { DatabaseSettings } from '../database/open';
import { OperatorError } from '../database/operatorError';
import { tokenOf } from '../store/accessTokens';

/**
 * Reads and writes the file with the tokens of the demo accounts. They are credentials, so only the file's owner may
 * read it.
 */

/** Demo account with its token, as stored in the file. */
export interface DemoAccount {
  id: string;
  name: string;
  kind: 'ROOT' | 'SUB';
  roles: Role[];
  token: string;
}

/** File name for a database called `registry.sqlite`. Other databases in the folder have file names of their own. */
const FILE = 'demo-accounts.json';

const accounts = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['ROOT', 'SUB']),
    roles: z.array(z.enum(['MEMBER', 'PROVIDER', 'OPERATOR'])),
    token: z.string(),
  }),
);

/** Returns the file of a database: next to a SQLite file, or in `data/` for PostgreSQL. No two databases share one. */
export function demoFileOf(database: DatabaseSettings): string {
  if ('file' in database) {
    const { dir, base } = path.parse(database.file);
    return path.join(dir, base === 'registry.sqlite' ? FILE : `${base}.${FILE}`);
  }
  const { hostname, port, pathname } = new URL(database.url);
  const name = ['postgres', hostname || 'localhost', port || '5432', pathname.slice(1)].join('-');
  return path.resolve('data', `${name.replace(/[^A-Za-z0-9._-]/g, '-')}.${FILE}`);
}

/**
 * Writes the file atomically.
 *
 * @throws {OperatorError} where the folder or the file cannot be written
 */
export function writeDemoFile(file: string, demo: readonly DemoAccount[]): void {
  const partial = `${file}.partial`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(partial, { force: true });
    writeFileSync(partial, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(partial, file);
  } catch (error) {
    throw new OperatorError(
      `The tokens of the demo accounts cannot be written to ${file}: ${(error as Error).message}; make the folder writable, or start with DEMO=0.`,
    );
  }
}

/**
 * Returns the accounts of a file; none where there is no file.
 *
 * @throws {OperatorError} where the file cannot be read or has another content
 */
export function readDemoFile(file: string): DemoAccount[] {
  if (!existsSync(file)) return [];
  try {
    return accounts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it is not a list of demo accounts' : (error as Error).message;
    throw new OperatorError(`${file} cannot be read: ${why}; delete it, and \`npm run demo:reset\` creates it again.`);
  }
}

/**
 * Returns the demo accounts whose tokens are valid in a database. They are in the database's own file, or in the one
 * that version 0.1.0 shared among all databases of a folder.
 *
 * @param now in milliseconds
 */
export async function knownAccounts(store: Store, file: string, now: number): Promise<DemoAccount[]> {
  const shared = path.join(path.dirname(file), FILE);
  for (const each of new Set([file, shared])) {
    const known: DemoAccount[] = [];
    for (const account of readDemoFile(each)) {
      if ((await tokenOf(store, account.token, now))?.accountId === account.id) known.push(account);
    }
    if (known.length > 0) return known;
  }
  return [];
}
