import type { PostgresSettings } from '../../ormconfig';
import type { Store } from './database';
import { PostgresStore } from './postgres';
import { SqliteStore } from './sqlite';

/** Which database, and how it is reached. */
export type DatabaseSettings = { file: string } | PostgresSettings;

/** Opens the database and brings its tables up to date. */
export function openStore(settings: DatabaseSettings): Promise<Store> {
  return 'file' in settings ? SqliteStore.open(settings.file) : PostgresStore.open(settings);
}
