import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTENDERS } from './contenders';
import { pairOf, SIZES } from './dataset';
import type { Load } from './load';
import { start, type Running } from './processes';
import { workingCopy, removeCopy } from './scale';
import type { Say } from './stage';
import { callsOf, shareCall } from './works';

/** Requests of all kinds, in turns; and those before the first measurement, so that all code is compiled. */
const REQUESTS = 100_000;
const WARM_UP = 5_000;
const SHARES = 2_000;

/** Memory of a process after a garbage collection, in bytes. */
interface Memory {
  heapUsed: number;
  external: number;
}

/** Returns the memory of `ours` after requests of all kinds, as a ratio to its memory once it was warm. */
export async function memoryLine(load: Load, say: Say): Promise<string> {
  const contender = CONTENDERS.find(({ name }) => name === 'ours')!;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-memory-'));
  const file = await workingCopy('small', say);
  const answer = path.join(folder, 'memory.json');
  const collect = `--expose-gc --require ${path.join(__dirname, 'collect.cjs')}`;
  const server = await start(contender.script, { ...contender.env(file), NODE_OPTIONS: collect, MEMORY_FILE: answer });
  try {
    const reads = [
      ...callsOf('point', SIZES.small, () => ''),
      ...callsOf('list', SIZES.small, () => ''),
      ...callsOf('nested', SIZES.small, () => ''),
      ...callsOf('viewer-can', SIZES.small, () => ''),
    ];
    const ask = async (most: number) => {
      const job = { ports: [server.port], connections: 32, durationMs: 600_000, most };
      const { errors, wrong } = await load.run({ ...job, requests: reads.map(contender.request), expect: '"data"' });
      if (errors > 0) throw new Error(`${errors} errors while memory was measured: ${wrong}`);
    };
    await ask(WARM_UP);
    const before = await memoryOf(server, answer);
    say(`memory: ${REQUESTS} requests`);
    await ask(REQUESTS - SHARES);
    const shares = Array.from({ length: SHARES }, (_, at) => contender.request(shareCall(pairOf(SIZES.small, at))));
    const job = { ports: [server.port], connections: 32, durationMs: 600_000, most: SHARES };
    await load.run({ ...job, requests: shares, expect: '"shareImage"' });
    const after = await memoryOf(server, answer);
    const mb = ({ heapUsed, external }: Memory) => ((heapUsed + external) / 2 ** 20).toFixed(1);
    const ratio = (after.heapUsed + after.external) / (before.heapUsed + before.external);
    return `memory of ours after a collection: ${mb(before)} MB warm, ${mb(after)} MB after ${REQUESTS} mixed requests, ratio ${ratio.toFixed(2)} (must ≤ 1.20)`;
  } finally {
    await server.stop();
    removeCopy(file);
    rmSync(folder, { recursive: true });
  }
}

async function memoryOf({ pid }: Running, file: string): Promise<Memory> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    await sleep(50);
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Memory;
    } catch {
      // The file is not written yet, or not completely.
    }
  }
}
