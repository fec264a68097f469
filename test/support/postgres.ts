import { spawn } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import type { PostgresSettings } from '../../ormconfig';
import { newFolder } from './folder';

/** A PostgreSQL server from a package, which runs as long as the tests do. */
export interface Server {
  url: string;
  /** The same server over a Unix socket where the system has them, otherwise `url`. */
  nearUrl: string;
  start: () => Promise<void>;
  stop: () => Promise<void>;
  /** Stops the server and removes its files. */
  remove: () => Promise<void>;
}

const HAS_SOCKETS = process.platform !== 'win32';

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Settings for speed alone, of a server whose data nobody needs after a crash.
 */
const FAST = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
};

/**
 * Creates and starts a server.
 *
 * @param durable whether a commit is on the disk when it is acknowledged; most tests do not need that
 */
export async function startServer({ durable = false } = {}): Promise<Server> {
  const folder = newFolder();
  // Under root the server runs as another user, which must be able to enter the folder.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const databaseDir = path.join(folder, 'data');
  const settings = {
    max_connections: '300',
    // The server's user can write into no other folder that is new.
    ...(HAS_SOCKETS && { unix_socket_directories: databaseDir }),
    ...(durable ? {} : FAST),
  };
  const options = {
    databaseDir,
    user: 'registry',
    password: 'registry',
    port,
    persistent: true,
    // The server does not run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  };
  const keeper = spawn(process.execPath, [path.join(__dirname, 'postgresServer.mjs'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const send = async (word: 'initialise' | 'start' | 'stop') => {
    keeper.stdin.write(`${word}\n`);
    const { value } = (await answers.next()) as { value?: string };
    if (value !== 'ok') throw new Error(`PostgreSQL could not ${word}: ${value}`);
  };
  await send('initialise');
  await send('start');
  const urlOn = (host: string) => `postgres://registry:registry@${host}:${port}/postgres`;
  const url = urlOn('127.0.0.1');
  return {
    url,
    nearUrl: HAS_SOCKETS ? urlOn(encodeURIComponent(databaseDir)) : url,
    start: () => send('start'),
    stop: () => send('stop'),
    async remove() {
      await send('stop');
      keeper.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs statements in a database of a server. */
export async function inDatabase<T>(url: string, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

/**
 * Terminates every connection to a database, and returns when their backends have ended: a client in this process has
 * read by then that its connection is closed, so that its pool gives it to nobody.
 */
export async function terminateConnections(client: Client, database: string): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
    [database],
  );
  const pids = rows.map(({ pid }) => pid);
  const running = () => client.query('SELECT 1 FROM pg_stat_activity WHERE pid = ANY($1)', [pids]);
  while ((await running()).rowCount !== 0);
}

/** Returns the URL of another database on the same server. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Returns settings for a database, with timeouts short enough for a test. */
export function settingsFor(url: string, values: Partial<PostgresSettings> = {}): PostgresSettings {
  return {
    url,
    replicaUrls: [],
    poolSize: 8,
    connectTimeout: 10_000,
    statementTimeout: 20_000,
    lockTimeout: 20_000,
    ...values,
  };
}
