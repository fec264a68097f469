import type { ContenderName } from './contenders';
import { table, type Result } from './report';
import type { SizeName } from './dataset';
import type { WorkName } from './works';

/** The ratios to another contender that `ours` must reach at 32 connections, and those that it aims at. */
const MUSTS: { work: WorkName; sizes: SizeName[]; to: ContenderName; must: number; aim: number }[] = [
  { work: 'point', sizes: ['small', 'large'], to: 'floor', must: 0.55, aim: 0.8 },
  { work: 'list', sizes: ['small', 'large'], to: 'floor', must: 0.65, aim: 0.85 },
  { work: 'list-page-200', sizes: ['large'], to: 'floor', must: 0.6, aim: 0.85 },
  { work: 'nested', sizes: ['small', 'large'], to: 'floor', must: 0.6, aim: 0.85 },
  { work: 'share', sizes: ['small', 'large'], to: 'floor', must: 0.45, aim: 0.7 },
  { work: 'list', sizes: ['small', 'large'], to: 'mercurius', must: 0, aim: 1 },
  { work: 'list', sizes: ['small', 'large'], to: 'yoga', must: 3, aim: 4 },
  { work: 'list', sizes: ['small', 'large'], to: 'postgraphile', must: 2.5, aim: 3.5 },
  { work: 'list', sizes: ['small', 'large'], to: 'tutorial', must: 40, aim: 55 },
];

/** Returns the ratios of `ours` by requests per second and by CPU time, without rows of missing contenders. */
export function standing(results: readonly Result[]): string | null {
  const find = (contender: ContenderName, work: WorkName, size: SizeName) =>
    results.find((r) => r.contender === contender && r.work === work && r.size === size && r.connections === 32);
  const rows = MUSTS.flatMap(({ work, sizes, to, must, aim }) =>
    sizes.flatMap((size) => {
      const [ours, other] = [find('ours', work, size), find(to, work, size)];
      if (ours === undefined || other === undefined) return [];
      const byRate =
        to === 'floor' && ours.ratioToFloor !== null
          ? ours.ratioToFloor
          : ours.requestsPerSecond / other.requestsPerSecond;
      const byCpu =
        to === 'floor' ? ours.ratioCpu : ours.cpuMicros && other.cpuMicros && other.cpuMicros / ours.cpuMicros;
      const best = Math.max(byRate, byCpu ?? 0);
      const cpu = byCpu?.toFixed(2) ?? '';
      const numbers = [byRate.toFixed(2), cpu, must > 0 ? String(must) : '', String(aim), verdictOn(best, must, aim)];
      return [[`${work}, ${size} ÷ ${to}`, ...numbers]];
    }),
  );
  const head = ['ours at 32 connections', 'req/s', 'CPU', 'must', 'aim', 'reached'];
  return rows.length === 0 ? null : table(head, rows);
}

/** Returns which of the two numbers is reached; empty where only the higher one is set and is not. */
function verdictOn(best: number, must: number, aim: number): string {
  if (best >= aim) return 'aim';
  if (must === 0) return '';
  return best >= must ? 'must' : 'short';
}
