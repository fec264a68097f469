import type { ContenderName } from './contenders';
import { SIZES, type SizeName } from './dataset';
import { CONNECTIONS, type Sample } from './measure';
import { WORKS, type WorkName } from './works';

/** The samples of all rounds summed up: an entry of the JSON file. */
export interface Result {
  contender: ContenderName;
  work: WorkName;
  size: SizeName;
  connections: number;
  requestsPerSecond: number;
  /** The median over the rounds of the ratio to `floor` in the same round; null where `floor` was left out. */
  ratioToFloor: number | null;
  p50Ms: number;
  p99Ms: number;
  rssMb: number;
  errors: number;
  /** CPU time per request, the database server's included; null where the system does not provide it. */
  cpuMicros: number | null;
  /** The same ratio for requests per second of CPU time, which other work on the machine disturbs less. */
  ratioCpu: number | null;
  rounds: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
const medianOrNull = (values: readonly (number | null)[], digits: number) => {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  return known.length === 0 ? null : rounded(median(known), digits);
};

/** Returns the results in the order of sizes, works, connections and contenders. */
export function resultsOf(samples: readonly Sample[]): Result[] {
  const results: Result[] = [];
  for (const size of Object.keys(SIZES) as SizeName[]) {
    for (const work of WORKS) {
      for (const connections of CONNECTIONS) {
        const here = samples.filter((s) => s.size === size && s.work === work && s.connections === connections);
        for (const name of new Set(here.map(({ contender }) => contender))) {
          const own = here.filter(({ contender }) => contender === name);
          if (own.length > 0) results.push(resultOf(own, here));
        }
      }
    }
  }
  return results;
}

function resultOf(own: readonly Sample[], here: readonly Sample[]): Result {
  const { contender, work, size, connections } = own[0]!;
  const floor = (round: number) => here.find((s) => s.contender === 'floor' && s.round === round);
  const middle = (value: (sample: Sample) => number, digits: number) => rounded(median(own.map(value)), digits);
  return {
    contender,
    work,
    size,
    connections,
    requestsPerSecond: middle((s) => s.requestsPerSecond, 1),
    ratioToFloor: medianOrNull(
      own.map((s) => s.requestsPerSecond / (floor(s.round)?.requestsPerSecond ?? Number.NaN)),
      4,
    ),
    p50Ms: middle((s) => s.p50Ms, 3),
    p99Ms: middle((s) => s.p99Ms, 3),
    rssMb: middle((s) => s.rssMb, 1),
    errors: own.reduce((sum, { errors }) => sum + errors, 0),
    cpuMicros: medianOrNull(
      own.map((s) => s.cpuMicros),
      1,
    ),
    ratioCpu: medianOrNull(
      own.map((s) => (floor(s.round)?.cpuMicros ?? Number.NaN) / (s.cpuMicros ?? Number.NaN)),
      4,
    ),
    rounds: own.length,
  };
}

/** Returns a text table with its numbers aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at < 1 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ');
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

const shown = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));

/** Returns one table for each size, work and number of connections. */
export function tablesOf(results: readonly Result[]): string {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const title = `${result.work}, ${result.size}, ${result.connections} connection${result.connections === 1 ? '' : 's'}`;
    groups.set(title, [...(groups.get(title) ?? []), result]);
  }
  const head = ['', 'req/s', '÷ floor', 'CPU µs', 'CPU ÷ floor', 'p50 ms', 'p99 ms', 'MB', 'errors'];
  return [...groups]
    .map(([title, group]) => {
      const rows = group.map((r) => [
        r.contender,
        shown(r.requestsPerSecond, r.requestsPerSecond < 100 ? 1 : 0),
        shown(r.ratioToFloor, r.ratioToFloor !== null && r.ratioToFloor < 0.1 ? 4 : 2),
        shown(r.cpuMicros, 0),
        shown(r.ratioCpu, r.ratioCpu !== null && r.ratioCpu < 0.1 ? 4 : 2),
        shown(r.p50Ms, 2),
        shown(r.p99Ms, 2),
        shown(r.rssMb, 0),
        String(r.errors),
      ]);
      return `${title}\n${table(head, rows)}`;
    })
    .join('\n\n');
}
