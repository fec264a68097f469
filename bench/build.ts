import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import { seedCatalogue } from '../src/seed/catalogue';
import { openStore } from '../src/database/open';
import { VERSION, type Size } from './dataset';
import { accountRows, imageRows, shareRows, tokenRows, type Row } from './rows';
import { sqliteDriver } from '../src/database/sqlite/driver';

const Database = sqliteDriver();

export const DATA = path.join(__dirname, 'data');

/** Returns the file with the data of a size; builds it on first use and keeps it. */
export async function sqliteFile(size: Size, say: (text: string) => void): Promise<string> {
  const file = path.join(DATA, `${size.name}-${VERSION}.sqlite`);
  if (existsSync(file)) return file;
  const started = Date.now();
  say(`building the ${size.name} data: ${size.accounts} accounts, ${size.images} images, ${size.shares} shares`);
  mkdirSync(DATA, { recursive: true });
  const unfinished = `${file}.unfinished`;
  for (const end of ['', '-wal', '-shm']) rmSync(unfinished + end, { force: true });

  // The service itself creates the tables and the catalogue.
  const store = await openStore({ file: unfinished });
  await seedCatalogue(store);
  await store.close();

  const db = new Database(unfinished);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -1000000');
  db.pragma('foreign_keys = OFF');
  const publicCount = db.prepare('SELECT count(*) FROM image').pluck().get() as number;
  // Indexes are created of sorted rows at the end; row by row in random order they would take most of the time.
  const indexes = db
    .prepare(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('image', 'share')",
    )
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  fill(db, 'account', accountRows(size));
  fill(db, 'image', imageRows(size, publicCount));
  fill(db, 'share', shareRows(size, publicCount));
  fill(db, 'access_token', tokenRows(size));
  for (const { sql } of indexes) db.exec(sql);
  check(db, size);
  db.pragma('journal_mode = WAL');
  db.close();
  renameSync(unfinished, file);
  say(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return file;
}

/**
 * Returns the file with the data of a size, built by the code of another checkout.
 *
 * @throws where that code cannot build it
 */
export function dataBuiltIn(checkout: string, { name }: Size, say: (text: string) => void): string {
  say(`${name}: data as ${checkout} builds it`);
  const program = `require('./bench/build').sqliteFile(require('./bench/dataset').SIZES.${name}, console.error)
    .then((file) => console.log(file), (error) => { console.error(error); process.exitCode = 1; })`;
  const { status, stdout } = spawnSync(process.execPath, ['-r', '@swc-node/register', '-e', program], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`its data could not be built in ${checkout}.`);
  return stdout.trim();
}

function fill(db: BetterSqlite.Database, table: string, rows: Iterable<Row>): void {
  let insert: BetterSqlite.Statement | undefined;
  db.transaction(() => {
    for (const row of rows) {
      const columns = Object.keys(row);
      insert ??= db.prepare(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
      );
      insert.run(row);
    }
  })();
}

/** Checks that the data have their size and that every constraint holds. */
function check(db: BetterSqlite.Database, { accounts, images, shares }: Size): void {
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  const found = [count('account'), count('image'), count('share')];
  const broken = db.pragma('foreign_key_check') as unknown[];
  if (JSON.stringify(found) !== JSON.stringify([accounts, images, shares]) || broken.length > 0) {
    throw new Error(`The data came out wrong: ${found.join(', ')} rows, ${broken.length} broken references.`);
  }
}
