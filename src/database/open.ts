import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PostgresSettings } from '../../ormconfig';
import type { Store } from './database';
import { addressOf, databaseFault, statOf } from './faults';
import { OperatorError } from './operatorError';
import { PostgresStore } from './postgres/postgres';
import { SqliteStore } from './sqlite/sqlite';

/** Settings of the database: the file of SQLite, or the connection to PostgreSQL. */
export type DatabaseSettings = { file: string } | PostgresSettings;

/**
 * Opens the database, creates a missing SQLite file, and brings the tables up to date.
 *
 * @throws {OperatorError} for a fault that the operator can fix
 */
export function openStore(settings: DatabaseSettings): Promise<Store> {
  return open(settings, false);
}

/**
 * Opens a database as it is, and neither creates nor migrates anything.
 *
 * @throws {OperatorError} where it does not exist, or its tables are not those of this version
 */
export function openExisting(settings: DatabaseSettings): Promise<Store> {
  return open(settings, true);
}

async function open(settings: DatabaseSettings, asItIs: boolean): Promise<Store> {
  try {
    if (!('file' in settings)) return await PostgresStore.open(settings, asItIs);
    if (asItIs && statOf(settings.file) === undefined) {
      throw new OperatorError(`There is no database at ${settings.file}; correct DATABASE_URL.`);
    }
    if (!asItIs) makeFolder(path.dirname(settings.file));
    return await SqliteStore.open(settings.file, asItIs);
  } catch (error) {
    throw databaseFault(error, settings) ?? error;
  }
}

/** Creates a folder and its parents. Node's recursive mkdir loops forever where one cannot be created, as in /proc. */
function makeFolder(folder: string): void {
  if (statOf(folder)?.isDirectory()) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!statOf(folder)?.isDirectory()) throw error;
  }
}

/** Describes the database without credentials: `sqlite data/registry.sqlite`, `postgres host:5432/images`. */
export function describeDatabase(settings: DatabaseSettings): string {
  if ('file' in settings) {
    const near = path.relative('', settings.file);
    return `sqlite ${near.startsWith('..') ? settings.file : near}`;
  }
  return `postgres ${addressOf(settings)}`;
}
