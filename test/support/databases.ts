import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Store } from '../../src/database/database';
import { openStore, type DatabaseSettings } from '../../src/database/open';
import { newFolder } from './folder';
import type { PostgresSettings } from '../../ormconfig';
import { inDatabase, settingsFor, withDatabase } from './postgres';

/** Whether the tests run on PostgreSQL; otherwise on SQLite. */
export const ON_POSTGRES = process.env['TEST_DATABASE'] === 'postgres';

/** A database for one test. */
export interface Fresh {
  settings: DatabaseSettings;
  open: () => Promise<Store>;
  drop: () => Promise<void>;
}

/**
 * Returns an empty database with all tables: a new SQLite file, or one on the PostgreSQL server.
 *
 * @param values settings for PostgreSQL other than the usual ones
 */
export async function freshDatabase(values: Partial<PostgresSettings> = {}): Promise<Fresh> {
  return ON_POSTGRES ? freshPostgres(values) : freshFile();
}

function freshFile(): Fresh {
  const folder = newFolder();
  const settings = { file: path.join(folder, 'registry.sqlite') };
  return { settings, open: () => openStore(settings), drop: async () => rmSync(folder, { recursive: true }) };
}

/** Every table that a test can fill. */
export const EVERYTHING = [
  'event',
  'idempotency_record',
  'access_token',
  'operation',
  'instance',
  'instance_type',
  'share',
  'marketplace_edit',
  'image',
  'trusted_account',
  'account',
  'region',
];

/** Empties every table in PostgreSQL, without the trigger that protects the ledger and the checks of foreign keys. */
export const EMPTY = `SET LOCAL session_replication_role = replica; ${EVERYTHING.map((table) => `DELETE FROM ${table};`).join(' ')}`;

/** The databases of this process, and whether a test uses each; emptying one is faster than creating one. */
const inUse = new Set<string>();

async function freshPostgres(values: Partial<PostgresSettings>): Promise<Fresh> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (server === undefined) throw new Error('There is no PostgreSQL server; the beginning of the run says why.');
  let number = 1;
  const nameOf = () => `worker_${process.env['JEST_WORKER_ID'] ?? 'one'}_${number}`;
  while (inUse.has(nameOf())) number += 1;
  const name = nameOf();
  inUse.add(name);
  const url = withDatabase(server, name);
  await inDatabase(server, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    // An earlier test may have ended with the database set to refuse writes.
    await client.query(rowCount === 0 ? `CREATE DATABASE ${name} TEMPLATE model` : `ALTER DATABASE ${name} RESET ALL`);
  });
  await inDatabase(url, (client) => client.query(EMPTY));
  const settings = settingsFor(url, values);
  return { settings, open: () => openStore(settings), drop: async () => void inUse.delete(name) };
}
