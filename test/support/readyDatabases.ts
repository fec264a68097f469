import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { EntityManager } from 'typeorm';
import type { PostgresSettings } from '../../ormconfig';
import type { Store } from '../../src/database/database';
import { openStore } from '../../src/database/open';
import { EMPTY, freshDatabase, ON_POSTGRES, type Fresh } from './databases';
import { newFolder } from './folder';

/**
 * Opens databases that hold the contents of a world, in a fraction of the time that migrating and filling take: on
 * SQLite a copy of the first file, on PostgreSQL the store of an earlier world, emptied and filled.
 */

/** An open database. */
export interface Ready {
  database: Fresh;
  store: Store;
}

/** Makes the first contents of a database. */
type Fill = (manager: EntityManager) => Promise<void>;

/** Folder of the first SQLite file with contents; null before there is one. */
let template: string | null = null;
/** Stores on PostgreSQL that no test uses now. */
const idle: Ready[] = [];
/** Whether the tests of this file are over, after which nothing is kept. */
let isOver = false;

/** Whether databases are kept for later worlds; outside Jest no hook would remove them. */
const isKeeping = typeof afterAll === 'function';
if (isKeeping) {
  afterAll(async () => {
    isOver = true;
    if (template !== null) rmSync(template, { recursive: true });
    for (const ready of idle.splice(0)) await close(ready);
  });
}

/** Opens a database with contents. */
export async function openFilled(fill: Fill): Promise<Ready> {
  if (!ON_POSTGRES && isKeeping) return openCopy(fill);
  const ready = idle.pop() ?? (await openEmpty());
  await ready.store.write(async ({ manager }) => {
    if (ON_POSTGRES) await manager.query(EMPTY);
    await fill(manager);
  });
  return ready;
}

/** Opens an empty database with all tables. */
export async function openEmpty(postgres?: Partial<PostgresSettings>): Promise<Ready> {
  const database = await freshDatabase(postgres);
  return { database, store: await database.open() };
}

/**
 * Closes a database.
 *
 * @param isReusable whether a later world may use it: its tables and its store are as they were when it was opened
 */
export async function release(ready: Ready, isReusable: boolean): Promise<void> {
  if (ON_POSTGRES && isKeeping && isReusable && !isOver) idle.push(ready);
  else await close(ready);
}

async function close({ database, store }: Ready): Promise<void> {
  await store.close();
  await database.drop();
}

async function openCopy(fill: Fill): Promise<Ready> {
  if (template === null) {
    const folder = newFolder();
    const store = await openStore({ file: path.join(folder, 'registry.sqlite') });
    await store.write(({ manager }) => fill(manager));
    // Closing moves everything from the log into the file.
    await store.close();
    template = folder;
  }
  const database = await freshDatabase();
  copyFileSync(path.join(template, 'registry.sqlite'), (database.settings as { file: string }).file);
  return { database, store: await database.open() };
}
