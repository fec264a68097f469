import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { request } from './load';
import { account, CREATE, instance, postgresGround, sqliteGround, until, type Ground } from './processes';
import { sqliteDriver } from '../../src/database/sqlite/driver';

const Database = sqliteDriver();

/** A signal to stop: readiness becomes 503, sixty answers in progress are delivered, and the server ends in time. */

const DELAY_MS = 1_500;
const WRITERS = 10;
/** A query that costs more points than anyone has here; its rejection is held back. */
const TOO_MUCH = '{ images(first: 100) { nodes { id owner { id } } } }';
const post = (token: string, body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
});

interface Started {
  child: ChildProcess;
  url: string;
  /** Resolves with the exit code and the milliseconds between the call and the exit. */
  ended: () => Promise<{ code: number | null; took: number }>;
}

async function start(databaseUrl: string): Promise<Started> {
  const child = spawn(process.execPath, [path.join(__dirname, '../../dist/src/main.js')], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: '0',
      NODE_ENV: 'production',
      STOP_DELAY_MS: String(DELAY_MS),
      POINTS_CAPACITY: '150',
      POINTS_PER_SECOND: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const address = /answers at (http:\/\/[^/]+)\/graphql/.exec(text.toString());
      if (address !== null) resolve(address[1]!);
    });
    child.once('exit', () => reject(new Error('The server ended before it answered.')));
  });
  const exited = once(child, 'exit');
  return {
    child,
    url,
    async ended() {
      const from = Date.now();
      const [code] = (await exited) as [number | null];
      return { code, took: Date.now() - from };
    },
  };
}

/** Opens a connection and sends only this text. */
async function open(url: string, text: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** Blocks all writes until the returned function is called. */
async function hold(ground: Ground): Promise<() => Promise<void>> {
  if (ground.server === undefined) {
    const connection = new Database(ground.url.slice('sqlite:'.length));
    connection.exec('BEGIN IMMEDIATE');
    return async () => void connection.exec('COMMIT').close();
  }
  const client = new Client({ connectionString: ground.url });
  await client.connect();
  await client.query('BEGIN; SELECT id FROM account FOR UPDATE');
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
}

describe.each([
  ['SQLite', sqliteGround],
  ['PostgreSQL', postgresGround],
])('a server on %s that is stopped', (_, makeGround: () => Promise<Ground>) => {
  let ground: Ground;
  beforeAll(async () => (ground = await makeGround()));
  afterAll(() => ground?.remove());

  test('delivers 60 of 60 answers in progress and keeps the writes that they acknowledge', async () => {
    const writers = [];
    for (let n = 0; n < WRITERS; n += 1) {
      const { id, token } = await account(ground.store, { operationsPerDay: 10_000 });
      writers.push({ id, token, instanceId: await instance(ground.store, id) });
    }
    const { token: drained } = await account(ground.store);
    const { child, url, ended } = await start(ground.url);
    const refused = async () => {
      const response = await fetch(`${url}/graphql`, post(drained, { query: TOO_MUCH }));
      return { status: response.status, body: await response.json() };
    };

    // Connections without a pending answer: idle ones, half of the headers, half of a body.
    const idle = await Promise.all(
      Array.from({ length: 5 }, () => open(url, 'GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n')),
    );
    await Promise.all(idle.map((socket) => once(socket, 'data')));
    await open(url, 'POST /graphql HTTP/1.1\r\nHost: he');
    await open(
      url,
      'POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"que',
    );
    // A client that sent a request and did not wait for the answer.
    const gone = await open(url, request(drained, TOO_MUCH));
    await sleep(200);
    gone.destroy();

    const release = await hold(ground);
    const writes = writers.flatMap(({ id, token, instanceId }) =>
      Array.from({ length: 4 }, async (_each, at) => {
        const variables = { input: { instanceId, name: `${id} ${at}` } };
        const response = await fetch(`${url}/graphql`, post(token, { query: CREATE, variables }));
        return { status: response.status, body: await response.json() };
      }),
    );
    await sleep(300);
    const signalled = Date.now();
    child.kill('SIGTERM');
    const end = ended();

    await until(async () => {
      const response = await fetch(`${url}/health/ready`);
      return response.status === 503 && ((await response.json()) as { status: string }).status === 'stopping';
    }, 500);
    // Clients that have not seen the change are still answered, the last of them after the server stopped listening.
    const taken = await fetch(`${url}/graphql`, post(drained, { query: '{ regions { id } }' }));
    expect([taken.status, taken.headers.get('connection')]).toEqual([200, 'close']);
    await sleep(signalled + DELAY_MS - 500 - Date.now());
    const refusals = Array.from({ length: 20 }, refused);
    await sleep(1_000);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    expect(child.exitCode).toBeNull();
    await release();

    const answers = await Promise.allSettled([...writes, ...refusals]);
    const words = answers.map((each) =>
      each.status === 'rejected'
        ? 'lost'
        : `${each.value.status} ${each.value.body.errors?.[0].extensions.code ?? each.value.body.data.createImage.__typename}`,
    );
    expect(words).toEqual([
      ...Array<string>(40).fill('200 CreateImagePayload'),
      ...Array<string>(20).fill('429 RATE_LIMITED'),
    ]);
    const { code, took } = await end;
    expect(code).toBe(0);
    // Well before its timeout: no client that is gone, idle or slow delays the end.
    expect(took).toBeLessThan(6_000);
    console.log(`60 of 60 answers delivered; ended ${took} ms after the signal`);

    const kept = await ground.store.rows<{ name: string }>('SELECT name FROM image WHERE name LIKE ?', ['acc-%']);
    expect(kept.map(({ name }) => name).sort()).toEqual(
      writers.flatMap(({ id }) => [0, 1, 2, 3].map((at) => `${id} ${at}`)).sort(),
    );
  });

  test('ends immediately at a second signal', async () => {
    const owner = await account(ground.store, { operationsPerDay: 10_000 });
    const instanceId = await instance(ground.store, owner.id);
    const { child, url, ended } = await start(ground.url);
    const release = await hold(ground);
    const write = fetch(
      `${url}/graphql`,
      post(owner.token, { query: CREATE, variables: { input: { instanceId, name: 'never' } } }),
    );
    write.catch(() => undefined);
    await sleep(200);
    child.kill('SIGTERM');
    await sleep(200);
    child.kill('SIGTERM');
    const { code, took } = await ended();
    expect(code).toBe(1);
    expect(took).toBeLessThan(500);
    await expect(write).rejects.toThrow();
    await release();
    expect(await ground.store.rows('SELECT 1 FROM image WHERE name = ?', ['never'])).toEqual([]);
  });
});
