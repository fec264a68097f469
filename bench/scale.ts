import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cursorsOf } from './agree';
import { DATA, sqliteFile } from './build';
import { CONTENDERS, type Contender } from './contenders';
import { SIZES, type SizeName } from './dataset';
import type { Load } from './load';
import type { Pace } from './options';
import { cpuMicrosOf, start, type Running } from './processes';
import { median, table } from './report';
import type { Say } from './stage';
import { callsOf, collectorCall, type Call } from './works';

/** Figures of one contender against itself: with more data, with decisions, with a second process. */

const WARM_UP_MS = 5_000;
/** Two processes and the load share the cores with other programs, so a single round is less reliable here. */
const MORE_ROUNDS = 2;

/** Measures one half of a figure: its number, and the CPU time per request. */
type Half = () => Promise<{ value: number; cpu: number | null }>;

/** The first half divided by the second, measured directly after each other in each round. */
interface Figure {
  title: string;
  must: string;
  digits: number;
  halves: [Half, Half];
}

/** Returns the figures of `ours` and of `floor`, which shows how much of them is due to the database. */
export async function scaleTable(load: Load, pace: Pace, until: number, say: Say): Promise<string> {
  const rows: string[][] = [];
  for (const name of ['floor', 'ours'] as const) {
    const contender = CONTENDERS.find((each) => each.name === name)!;
    rows.push(...(await rowsOf(contender, load, pace, until, say)));
  }
  const head = ['', 'contender', 'first', 'second', 'ratio', 'CPU per request', 'must'];
  return `flatness and scale, medians of at most ${MORE_ROUNDS * pace.rounds} rounds\n${table(head, rows)}`;
}

async function rowsOf(contender: Contender, load: Load, pace: Pace, until: number, say: Say): Promise<string[][]> {
  const files = new Map<SizeName, string>();
  const servers: Running[] = [];
  const serve = async (name: SizeName) => {
    if (!files.has(name)) files.set(name, await workingCopy(name, say));
    const running = await start(contender.script, contender.env(files.get(name)!));
    servers.push(running);
    return running;
  };
  try {
    const [small, large, second] = [await serve('small'), await serve('large'), await serve('large')];
    const cursors = await cursorsOf(contender, large, SIZES.large);
    // The processes are new; the time to compile their code must not be measured.
    const requests = callsOf('list', SIZES.small, () => '').map(contender.request);
    for (const { port } of servers) {
      const job = {
        ports: [port],
        connections: 32,
        durationMs: WARM_UP_MS,
        most: Infinity,
        requests,
        expect: '"data"',
      };
      await load.run(job);
    }
    const figures = figuresOf({ contender, small, large, second, cursors, load, pace });
    const rows: string[][] = [];
    for (const { title, must, digits, halves } of figures) {
      say(`${contender.name}: ${title}`);
      for (const half of halves) await half();
      const rounds: [Awaited<ReturnType<Half>>, Awaited<ReturnType<Half>>][] = [];
      const enough = () => rounds.length >= MORE_ROUNDS * pace.rounds || (rounds.length > 0 && Date.now() > until);
      while (!enough()) rounds.push([await halves[0](), await halves[1]()]);
      const cpu = rounds.map(([a, b]) => (a.cpu === null || b.cpu === null ? null : a.cpu / b.cpu));
      rows.push([
        title,
        contender.name,
        median(rounds.map(([a]) => a.value)).toFixed(digits),
        median(rounds.map(([, b]) => b.value)).toFixed(digits),
        median(rounds.map(([a, b]) => a.value / b.value)).toFixed(2),
        cpu.some((ratio) => ratio === null) ? '' : median(cpu as number[]).toFixed(2),
        contender.name === 'ours' ? must : '',
      ]);
    }
    return rows;
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
    for (const file of files.values()) removeCopy(file);
  }
}

function figuresOf(stage: {
  contender: Contender;
  small: Running;
  large: Running;
  second: Running;
  cursors: Map<string, string>;
  load: Load;
  pace: Pace;
}): Figure[] {
  const { contender, small, large, second, cursors, load, pace } = stage;
  const loaded = async (servers: Running[], calls: Call[], connections: number) => {
    const pids = servers.map(({ pid }) => pid);
    const ports = servers.map(({ port }) => port);
    const job = { ports, connections, most: Infinity, requests: calls.map(contender.request), expect: '"data"' };
    await load.run({ ...job, durationMs: pace.discarded });
    const before = cpuMicrosOf(pids);
    const outcome = await load.run({ ...job, durationMs: pace.duration[connections]! });
    const after = cpuMicrosOf(pids);
    const cpu = before === null || after === null ? null : (after - before) / Math.max(outcome.completed, 1);
    return { ...outcome, cpu };
  };
  const p50 =
    (server: Running, calls: Call[]): Half =>
    async () => {
      const { p50Ms, cpu } = await loaded([server], calls, 1);
      return { value: p50Ms, cpu };
    };
  const perSecond =
    (servers: Running[], calls: Call[]): Half =>
    async () => {
      const { completed, elapsedMs, cpu } = await loaded(servers, calls, 32);
      return { value: (completed / elapsedMs) * 1_000, cpu };
    };
  const first = (name: SizeName) => callsOf('list', SIZES[name], () => '');
  const deep = callsOf('list-page-200', SIZES.large, (me) => cursors.get(me)!);
  const sameViewers = first('large').slice(0, deep.length);
  const decisions = callsOf('viewer-can', SIZES.large, () => '');
  return [
    {
      title: 'list, p50 in ms: large ÷ small',
      must: '≤ 1.25',
      digits: 3,
      halves: [p50(large, first('large')), p50(small, first('small'))],
    },
    {
      title: 'list, p50 in ms: page 200 ÷ page 1',
      must: '≤ 1.25',
      digits: 3,
      halves: [p50(large, deep), p50(large, sameViewers)],
    },
    {
      title: 'list, p50 in ms: viewer with 19,305 shares ÷ typical',
      must: '≤ 1.5',
      digits: 3,
      halves: [p50(large, [collectorCall()]), p50(large, first('large'))],
    },
    {
      title: 'req/s: page with viewerCan ÷ the same without',
      must: '≥ 0.60',
      digits: 0,
      halves: [perSecond([large], decisions), perSecond([large], first('large'))],
    },
    {
      title: 'list, req/s: two processes ÷ one',
      must: '≥ 1.4',
      digits: 0,
      halves: [perSecond([large, second], first('large')), perSecond([large], first('large'))],
    },
  ];
}

/** Creates a copy of the data of a size, to write to. */
export async function workingCopy(name: SizeName, say: Say): Promise<string> {
  const file = path.join(DATA, `working-scale-${name}.sqlite`);
  removeCopy(file);
  copyFileSync(await sqliteFile(SIZES[name], say), file);
  return file;
}

/** Removes a copy. */
export function removeCopy(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
}
