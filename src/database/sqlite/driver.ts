import type Database from 'better-sqlite3';

/** First major version of Node that better-sqlite3 13 runs on; on Node 20 it ends the process. */
const FIRST_NODE_OF_13 = 22;

/**
 * Returns the SQLite driver for the running Node. Releases of Node 24 since 24.19 abort the process when an object of
 * better-sqlite3 12 is collected as garbage (`RemoveEnvironmentCleanupHook`, exit code 134): 29 of 118 test files on
 * Node 24.21. Version 13 uses Node-API, which is not affected, and needs Node 22; both have the same interface.
 */
export function sqliteDriver(): typeof Database {
  const major = Number(process.versions.node.split('.')[0]);
  const name = major >= FIRST_NODE_OF_13 ? 'better-sqlite3-13' : 'better-sqlite3';
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- one of two packages, chosen as the process starts
  return require(name) as typeof Database;
}
