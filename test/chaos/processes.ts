import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from '../../src/entities/accessToken';
import { Account } from '../../src/entities/account';
import { Image } from '../../src/entities/image';
import { Instance } from '../../src/entities/instance';
import { quote } from '../../src/policy/fees';
import { seedCatalogue } from '../../src/seed/catalogue';
import { newAccount } from '../../src/store/accounts';
import type { Store } from '../../src/database/database';
import { newId } from '../../src/database/ids';
import { newImage } from '../../src/store/images';
import { openStore, type DatabaseSettings } from '../../src/database/open';
import { inDatabase, settingsFor, startServer, withDatabase, type Server } from '../support/postgres';

/** The service as it ships, in processes of its own, on a durable database (fsync on). */

const MAIN = path.join(__dirname, '../../dist/src/main.js');

export interface Service {
  url: string;
  pid: number;
  /** Sends a request as the account of the token; throws where no answer arrives. */
  ask: (token: string, query: string, variables?: object) => Promise<Answer>;
  kill: () => Promise<void>;
  stop: () => Promise<void>;
}
export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: { data?: any; errors?: { message: string; extensions: { code: string } }[] };
}

/** Starts a server process, and waits until it answers. */
export async function startService(databaseUrl: string, env: Record<string, string> = {}): Promise<Service> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, DATABASE_URL: databaseUrl, HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(child);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    url,
    pid: child.pid!,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async ask(token, query, variables = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stderr!.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (text: Buffer) => {
      output += text.toString();
      const address = /answers at (http:\/\/[^/]+)\/graphql/.exec(output);
      if (address !== null) resolve(address[1]!);
      // Prints the errors in the log of the server, which explain a failed test.
      for (const line of text.toString().split('\n')) if (line.includes('"level":50')) console.log(line);
    });
    child.on('exit', () => reject(new Error(`The server ended before it answered: ${output}`)));
  });
}

/** A database for one test: its URL, and a store apart from the servers, to prepare and to inspect it. */
export interface Ground {
  url: string;
  settings: DatabaseSettings;
  store: Store;
  /** The PostgreSQL server; absent for SQLite. */
  server?: Server;
  remove: () => Promise<void>;
}

export async function sqliteGround(
  folder = mkdtempSync(path.join(tmpdir(), 'image-registry-chaos-')),
): Promise<Ground> {
  const file = path.join(folder, 'registry.sqlite');
  const store = await openStore({ file });
  await seedCatalogue(store);
  return {
    url: `sqlite:${file}`,
    settings: { file },
    store,
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function postgresGround(): Promise<Ground> {
  const server = await startServer({ durable: true });
  await inDatabase(server.url, (client) => client.query('CREATE DATABASE registry'));
  const url = withDatabase(server.url, 'registry');
  const settings = settingsFor(url);
  const store = await openStore(settings);
  await seedCatalogue(store);
  return {
    url,
    settings,
    store,
    server,
    async remove() {
      await store.close();
      await server.remove();
    },
  };
}

/** Creates an account with a token directly in the database. */
export async function account(store: Store, values: Partial<Account> = {}): Promise<{ id: string; token: string }> {
  const now = Date.now();
  const made = newAccount({ name: 'an account', rootId: null, roles: ['MEMBER'], now });
  await store.write(async ({ manager }) => {
    await manager.insert(Account, { ...made.account, ...values });
    await manager.insert(AccessToken, { ...made.accessToken, lastUsedAt: now + 3_600_000 });
  });
  return { id: made.account.id, token: made.token };
}

/** Creates `count` root accounts to share with; returns their ids. */
export async function recipients(store: Store, count: number): Promise<string[]> {
  const rows = Array.from(
    { length: count },
    () => newAccount({ name: 'a recipient', rootId: null, roles: ['MEMBER'], now: Date.now() }).account,
  );
  await store.write(({ manager }) => manager.insert(Account, rows));
  return rows.map(({ id }) => id);
}

/** Creates custom images of an account. */
export async function images(store: Store, ownerId: string, count: number): Promise<Image[]> {
  const rows = Array.from({ length: count }, () =>
    newImage({
      kind: 'CUSTOM',
      name: 'an image',
      regionId: 'ap-guangzhou',
      ownerId,
      osFamily: 'LINUX',
      platform: 'Ubuntu',
      architecture: 'X86_64',
      sizeGb: 20,
      origin: 'IMPORT',
      reviewState: 'UNREVIEWED',
      createdAt: Date.now(),
    }),
  );
  await store.write(({ manager }) => manager.insert(Image, rows));
  return rows;
}

/** Creates an instance of an account, to create images of. */
export async function instance(store: Store, ownerId: string): Promise<string> {
  const id = newId('ins');
  await store.write(({ manager }) =>
    manager.insert(Instance, {
      id,
      name: '',
      regionId: 'ap-guangzhou',
      ownerId,
      imageId: 'img-487zeit5',
      instanceTypeId: 'S5.SMALL1',
      tenancy: 'SHARED',
      state: 'RUNNING',
      quote: JSON.stringify({
        ...quote({ id: 'S5.SMALL1', hourlyPrice: 0 }, { hourly: 0, reason: '' }, 1),
        currency: 'USD',
      }),
      createdAt: Date.now(),
    }),
  );
  return id;
}

export const CREATE = `mutation ($input: CreateImageInput!) { createImage(input: $input) {
  __typename ... on CreateImagePayload { image { id } } ... on Denied { rule }
} }`;
export const SHARE = `mutation ($input: ShareImageInput!) { shareImage(input: $input) {
  __typename ... on ShareImagePayload { shares { id } } ... on Denied { rule }
} }`;
export const RENAME = `mutation ($input: UpdateImageInput!) { updateImage(input: $input) {
  __typename ... on UpdateImagePayload { image { id } } ... on Denied { rule }
} }`;

/** Reduces an answer to a word: the type of its payload, its rule, or the code of its error. */
export function word({ body }: Answer): string {
  const result = Object.values(body.data ?? {})[0] as { __typename: string; rule?: string } | null | undefined;
  return result?.rule ?? result?.__typename ?? body.errors?.[0]?.extensions.code ?? 'nothing';
}

/** Counts how often each word occurs. */
export function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of words) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

/** Polls until the condition holds, for at most `longest` ms. Returns the milliseconds that it took. */
export async function until(isSo: () => Promise<boolean>, longest: number): Promise<number> {
  const start = Date.now();
  while (!(await isSo().catch(() => false))) {
    if (Date.now() - start > longest) throw new Error(`Not within ${longest} ms.`);
    await sleep(20);
  }
  return Date.now() - start;
}
