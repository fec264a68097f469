import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite from 'better-sqlite3';
import { Client } from 'pg';
import { openStore } from '../src/database/open';
import { DATA, sqliteFile } from './build';
import { VERSION, type Size } from './dataset';
import { freePort, keep, ROOT } from './processes';
import type { Say } from './stage';
import { sqliteDriver } from '../src/database/sqlite/driver';

const Database = sqliteDriver();

/** A PostgreSQL server of the benchmark with the same data, which are kept between runs. */
export interface PostgresData {
  /** The parent process of the server. */
  pid: number;
  /** Creates a working copy of the data of a size; returns its URL. */
  database: (size: Size) => Promise<string>;
  /** Counts the shares in the working copy. */
  shares: (size: Size) => Promise<number>;
  dropWorking: (size: Size) => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts the server; returns null and prints the reason where that fails. */
export async function openPostgres(say: Say): Promise<PostgresData | null> {
  try {
    return await started(say);
  } catch (error) {
    say(`no PostgreSQL is at hand: ${(error as Error).message}`);
    return null;
  }
}

async function started(say: Say): Promise<PostgresData> {
  const folder = path.join(DATA, 'postgres');
  mkdirSync(folder, { recursive: true });
  // Under root the server runs as another user, which must be able to enter the folder.
  chmodSync(folder, 0o755);
  const databaseDir = path.join(folder, `cluster-${VERSION}`);
  const port = await freePort();
  const options = {
    databaseDir,
    user: 'registry',
    password: 'registry',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // Usual settings for a machine of this kind; a commit is on the disk before it is acknowledged.
    postgresFlags: ['-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB', '-c', 'max_connections=100'],
  };
  const keeper = spawn(
    process.execPath,
    [path.join(ROOT, 'test/support/postgresServer.mjs'), JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  keep(keeper);
  const answers = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const tell = async (word: 'initialise' | 'start' | 'stop') => {
    keeper.stdin.write(`${word}\n`);
    const { value } = (await answers.next()) as { value?: string };
    if (value !== 'ok') throw new Error(`it could not ${word}: ${value}`);
  };
  const stop = async () => {
    await tell('stop').catch(() => undefined);
    keeper.stdin.end();
  };
  try {
    if (!existsSync(path.join(databaseDir, 'PG_VERSION'))) await tell('initialise');
    else await endLeftOver(databaseDir);
    await tell('start');
  } catch (error) {
    keeper.stdin.end();
    throw error;
  }

  const url = (name: string) => `postgres://registry:registry@127.0.0.1:${port}/${name}`;
  const admin = new Client({ connectionString: url('postgres') });
  await admin.connect();
  const nameOf = (size: Size) => `${size.name}_${VERSION}`;
  const working = new Set<string>();

  return {
    pid: Number(readFileSync(path.join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]),
    async database(size) {
      const name = nameOf(size);
      const copy = `${name}_working`;
      if (working.has(copy)) return url(copy);
      const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0) await build(admin, size, name, url, say);
      await admin.query(`DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`);
      await admin.query(`CREATE DATABASE ${copy} TEMPLATE ${name} STRATEGY file_copy`);
      working.add(copy);
      return url(copy);
    },
    shares: (size) =>
      withClient(url(`${nameOf(size)}_working`), async (client) => {
        const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM share');
        return Number(rows[0]!.count);
      }),
    async dropWorking(size) {
      const copy = `${nameOf(size)}_working`;
      working.delete(copy);
      await admin.query(`DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`);
    },
    async stop() {
      await admin.end();
      await stop();
    },
  };
}

/** Ends the server of a killed run, because the data belong to one server at a time. */
async function endLeftOver(databaseDir: string): Promise<void> {
  const file = path.join(databaseDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pid, folder] = readFileSync(file, 'utf8').split('\n');
  try {
    if (folder === databaseDir) process.kill(Number(pid), 'SIGINT');
  } catch {
    return;
  }
  for (let tries = 0; tries < 100 && existsSync(file); tries += 1) await sleep(100);
}

async function withClient<T>(url: string, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

/** The tables, in the order of their references. */
const TABLES = ['region', 'account', 'image', 'instance_type', 'share', 'access_token'];
const BATCH_SIZE = 10_000;

/** Builds a database: tables by the migrations of the service, rows from the SQLite file. */
async function build(admin: Client, size: Size, name: string, url: (name: string) => string, say: Say): Promise<void> {
  const begun = Date.now();
  const source = new Database(await sqliteFile(size, say), { readonly: true });
  say(`putting the ${size.name} data into PostgreSQL`);
  const unfinished = `${name}_unfinished`;
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${unfinished}`);
  const times = { connectTimeout: 10_000, statementTimeout: 0, lockTimeout: 0 };
  const store = await openStore({ url: url(unfinished), replicaUrls: [], poolSize: 2, ...times });
  await store.close();
  await withClient(url(unfinished), async (client) => {
    await client.query('SET synchronous_commit = off');
    for (const table of TABLES) await fill(client, source, table);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
  source.close();
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  say(`put there in ${((Date.now() - begun) / 1_000).toFixed(1)} s`);
}

async function fill(client: Client, source: BetterSqlite.Database, table: string): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  const names = columns.map(({ name }) => name).join(', ');
  const marks = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ');
  const insert = `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${marks})`;
  let batch: unknown[][] = columns.map(() => []);
  const flush = async () => {
    if (batch[0]!.length > 0) await client.query(insert, batch);
    batch = columns.map(() => []);
  };
  for (const row of source.prepare(`SELECT ${names} FROM ${table}`).raw().iterate() as Iterable<unknown[]>) {
    for (const [at, value] of row.entries()) batch[at]!.push(columns[at]!.type === 'boolean' ? value === 1 : value);
    if (batch[0]!.length === BATCH_SIZE) await flush();
  }
  await flush();
}
