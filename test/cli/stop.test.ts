import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newBuiltCheckout, type Checkout } from '../support/commands';

/** Signals to the service as `npm start` starts it, in a process group of its own like that of a terminal. */

const TIMEOUT_MS = 300_000;
const DELAY_MS = 1_500;

let checkout: Checkout;
beforeAll(async () => (checkout = await newBuiltCheckout()), TIMEOUT_MS);
afterAll(() => checkout?.remove());

interface Started {
  npm: ChildProcess;
  url: string;
  /** Resolves with the exit code and signal of npm, and the milliseconds between the call and the exit. */
  ended: () => Promise<{ code: number | null; signal: string | null; took: number }>;
}

let started: Started | undefined;
afterEach(() => {
  // Ends the processes that a failed test leaves behind.
  if (started !== undefined && groupIsAlive(started.npm.pid!)) process.kill(-started.npm.pid!, 'SIGKILL');
  started = undefined;
});

/** Starts the service by npm as the leader of a process group, and waits until it answers. */
async function start(): Promise<Started> {
  const { PATH, HOME } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: checkout.folder,
    env: { PATH, HOME, PORT: '0', NODE_ENV: 'production', STOP_DELAY_MS: String(DELAY_MS), LIMIT_LAG_MS: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const exited = once(npm, 'exit') as Promise<[number | null, string | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    npm.stdout.on('data', () => {
      const address = /answers at (http:\/\/[^/]+)\/graphql/.exec(output);
      if (address !== null) resolve(address[1]!);
    });
    void exited.then(() => reject(new Error(`The service ended before it answered: ${output}`)));
  });
  started = {
    npm,
    url,
    async ended() {
      const from = performance.now();
      const [code, signal] = await exited;
      return { code, signal, took: performance.now() - from };
    },
  };
  return started;
}

/** Returns whether any process of a group is left. */
function groupIsAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
    return false;
  }
}

const statusOf = async (url: string) =>
  ((await (await fetch(`${url}/health/ready`)).json()) as { status: string }).status;

/** Expects that the service reports `stopping`, still answers, and then ends in order with every process of npm. */
async function expectDrained({ npm, url, ended }: Started): Promise<void> {
  const end = ended();
  while ((await statusOf(url)) === 'ok') await sleep(10);
  // Clients that have not seen the change of readiness are still answered.
  await sleep(DELAY_MS / 3);
  expect(await statusOf(url)).toBe('stopping');
  const { code, signal, took } = await end;
  expect([code, signal]).toEqual([0, null]);
  expect(took).toBeGreaterThan(DELAY_MS / 3);
  expect(groupIsAlive(npm.pid!)).toBe(false);
  await expect(fetch(url)).rejects.toThrow();
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s to npm alone ends the service in order and leaves no process behind',
  async (signal) => {
    const service = await start();
    process.kill(service.npm.pid!, signal);
    await expectDrained(service);
  },
  TIMEOUT_MS,
);

test.each([
  ['SIGHUP', 'npm alone', 1],
  ['SIGQUIT', 'npm alone', 1],
  ['SIGKILL', 'npm alone', 1],
  ['SIGHUP', 'the whole process group, as the end of a terminal sends it', -1],
] as const)(
  '%s to %s ends npm, and then the service in order',
  async (signal, _to, group) => {
    const { npm, url } = await start();
    process.kill(group * npm.pid!, signal);
    while ((await statusOf(url)) === 'ok') await sleep(10);
    while (groupIsAlive(npm.pid!)) await sleep(10);
    await expect(fetch(url)).rejects.toThrow();
  },
  TIMEOUT_MS,
);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s to the whole process group, as Ctrl+C sends it, ends the service in order like a single signal',
  async (signal) => {
    const service = await start();
    process.kill(-service.npm.pid!, signal);
    await expectDrained(service);
  },
  TIMEOUT_MS,
);

test(
  'Ctrl+C twice ends the service without waiting',
  async () => {
    const { npm, url, ended } = await start();
    process.kill(-npm.pid!, 'SIGINT');
    while ((await statusOf(url)) === 'ok') await sleep(10);
    // Equal signals that are pending for a busy process arrive as one, so the test repeats them as a person would.
    const pressing = setInterval(() => groupIsAlive(npm.pid!) && process.kill(-npm.pid!, 'SIGINT'), 100);
    const { code, took } = await ended();
    clearInterval(pressing);
    expect(code).toBe(1);
    expect(took).toBeLessThan(DELAY_MS / 2);
    expect(groupIsAlive(npm.pid!)).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  'a second signal ends a service that was started without npm without waiting',
  async () => {
    const { PATH } = process.env;
    const env = {
      PATH,
      PORT: '0',
      NODE_ENV: 'production',
      STOP_DELAY_MS: String(DELAY_MS),
      npm_lifecycle_script: 'jest',
    };
    const service = spawn(process.execPath, [path.join(checkout.folder, 'dist/src/main.js')], {
      cwd: checkout.folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(service, 'exit') as Promise<[number | null]>;
    await new Promise<void>((resolve) =>
      service.stdout.on('data', (text: Buffer) => text.toString().includes('answers at') && resolve()),
    );
    service.kill('SIGTERM');
    await sleep(200);
    const from = performance.now();
    service.kill('SIGTERM');
    const [code] = await exited;
    expect(code).toBe(1);
    expect(performance.now() - from).toBeLessThan(DELAY_MS / 2);
  },
  TIMEOUT_MS,
);
