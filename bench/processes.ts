import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = path.join(__dirname, '..');

/** A server that was started for the measurement. */
export interface Running {
  port: number;
  pid: number;
  stop: () => Promise<void>;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts a script as a process of its own, and waits until it listens.
 *
 * @throws with its output, where it ends or does not listen within a minute
 */
export async function start(script: string, env: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  keep(child);
  let written = '';
  child.stderr.on('data', (chunk: Buffer) => (written = (written + chunk.toString()).slice(-2_000)));
  const stop = () => stopped(child);
  const until = Date.now() + 60_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`${path.relative(ROOT, script)} did not start: ${written.trim()}`);
    }
    await sleep(50);
  }
  return { port, pid: child.pid!, stop };
}

const alive = new Set<ChildProcess>();

/** Registers a process that must end with this run, also where the run is interrupted. */
export function keep(child: ChildProcess): void {
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}

/** Ends every registered process, for a run that is interrupted. */
export function killAll(): void {
  for (const child of alive) child.kill('SIGTERM');
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(timer);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Returns the CPU time of processes, in microseconds; null where the system does not provide it. */
export function cpuMicrosOf(pids: readonly number[]): number | null {
  if (!existsSync('/proc/self/schedstat')) return null;
  let nanos = 0;
  for (const pid of pids) {
    try {
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        nanos += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
      }
    } catch {
      // The process ended in the meantime.
    }
  }
  return nanos / 1_000;
}

/** Returns the ids of the processes that a process started. */
export function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' });
  return (stdout ?? '').split(/\s+/).filter(Boolean).map(Number);
}

/** Returns the resident memory of a process, in MB. */
export function rssMbOf(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (existsSync(status)) return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1_024;
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number((stdout ?? '').trim()) / 1_024;
}
