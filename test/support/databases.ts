import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Store } from '../../src/store/database';
import { openStore, type DatabaseSettings } from '../../src/store/open';
import { inDatabase, settingsFor, withDatabase } from './postgres';

/** Which database the tests run on. */
export const ON_POSTGRES = process.env['TEST_DATABASE'] === 'postgres';

/** A database of a test's own, and how to be rid of it. */
export interface Fresh {
  settings: DatabaseSettings;
  open: () => Promise<Store>;
  drop: () => Promise<void>;
}

/** An empty database with all tables: a new SQLite file, or a copy of the model on the PostgreSQL server. */
export async function freshDatabase(): Promise<Fresh> {
  return ON_POSTGRES ? freshPostgres() : freshFile();
}

function freshFile(): Fresh {
  const folder = mkdtempSync(path.join(tmpdir(), 'image-registry-'));
  const settings = { file: path.join(folder, 'registry.sqlite') };
  return { settings, open: () => openStore(settings), drop: async () => rmSync(folder, { recursive: true }) };
}

async function freshPostgres(): Promise<Fresh> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (server === undefined) throw new Error('There is no PostgreSQL server; the beginning of the run says why.');
  const name = `world_${randomBytes(8).toString('hex')}`;
  await inDatabase(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE model`));
  const settings = settingsFor(withDatabase(server, name));
  return {
    settings,
    open: () => openStore(settings),
    drop: () => inDatabase(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}
