import type { ContenderName } from './contenders';
import { pairOf, type SizeName } from './dataset';
import type { Outcome } from './generator';
import type { Load } from './load';
import type { Pace } from './options';
import { rssMbOf } from './processes';
import type { Player, Say, Stage } from './stage';
import { callsOf, shareCall, type WorkName } from './works';

/** One measurement of one contender. */
export interface Sample {
  contender: ContenderName;
  work: WorkName;
  size: SizeName;
  connections: number;
  round: number;
  requestsPerSecond: number;
  cpuMicros: number | null;
  p50Ms: number;
  p99Ms: number;
  rssMb: number;
  errors: number;
  /** The part of the time in which the process of the generator was busy. */
  generatorBusy: number;
}

export const CONNECTIONS = [32, 1];
/** A contender slower than this is measured once, as it would take most of the time. */
const SLOW_MS = 100;
/** Enough requests for all hot code to be compiled. */
const WARM_UP_REQUESTS = 40_000;
const EXPECTED: Partial<Record<WorkName, string>> = { share: '"ShareImagePayload"' };
const MICROS = 1_000;

/**
 * Measures one work of one size: rounds of all contenders in turn, each round beginning with another one.
 *
 * @param until the time at which it should end; a machine that is too slow for all rounds measures fewer
 */
export async function measureWork(
  stage: Stage,
  work: WorkName,
  load: Load,
  pace: Pace,
  until: number,
  say: Say,
): Promise<Sample[]> {
  const players = stage.players.filter(({ contender }) => contender.works.includes(work));
  const samples: Sample[] = [];
  const slow = new Set<Player>();
  for (const player of players) {
    const { p50Ms, completed } = await warmUp(player);
    if (work !== 'share' && (p50Ms > SLOW_MS || completed === 0)) slow.add(player);
  }
  for (const player of slow) {
    for (const connections of CONNECTIONS) samples.push(await sample(player, connections, 0));
  }
  const fast = players.filter((player) => !slow.has(player));
  // A contender that was idle while a slow one was measured is cold again.
  if (slow.size > 0) for (const player of fast) await warmUp(player);
  let longest = 0;
  for (let round = 0; round < pace.rounds; round += 1) {
    const begun = Date.now();
    if (begun + longest > until) {
      say(`${stage.size.name}, ${work}: no time for more than ${round} rounds`);
      break;
    }
    say(`${stage.size.name}, ${work}: round ${round + 1} of ${pace.rounds}`);
    for (const connections of CONNECTIONS) {
      for (let place = 0; place < fast.length; place += 1) {
        samples.push(await sample(fast[(place + round) % fast.length]!, connections, round));
      }
    }
    longest = Math.max(longest, Date.now() - begun);
  }
  return samples;

  function warmUp(player: Player): Promise<Outcome> {
    return run(player, pace.warmUp, 4, WARM_UP_REQUESTS);
  }

  async function sample(player: Player, connections: number, round: number): Promise<Sample> {
    if (work !== 'share' && !slow.has(player)) await run(player, pace.discarded, connections, Infinity);
    const before = work === 'share' ? await player.shares() : 0;
    const cpuBefore = player.cpuMicros();
    const outcome = await run(player, pace.duration[connections]!, connections, Infinity);
    if (outcome.wrong !== null) say(`${player.contender.name} answered wrong: ${outcome.wrong}`);
    const cpuAfter = player.cpuMicros();
    const { completed, elapsedMs, p50Ms, p99Ms, cpuMs } = outcome;
    const there = work === 'share' ? (await player.shares()) - before : 0;
    const acknowledged = completed - outcome.errors;
    return {
      contender: player.contender.name,
      work,
      size: stage.size.name,
      connections,
      round,
      requestsPerSecond: (completed / Math.max(elapsedMs, 1)) * MICROS,
      cpuMicros: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / Math.max(completed, 1),
      p50Ms,
      p99Ms,
      rssMb: rssMbOf(player.running.pid),
      // An acknowledged row that is missing in the database is an error, the worst one.
      errors: outcome.errors + (work === 'share' ? Math.abs(acknowledged - there) : 0),
      generatorBusy: cpuMs / Math.max(elapsedMs, 1),
    };
  }

  function run(player: Player, durationMs: number, connections: number, most: number): Promise<Outcome> {
    const { contender, running, cursors } = player;
    const writes = Math.min(most, pace.writes[connections] ?? pace.writes[32]!);
    const calls =
      work === 'share'
        ? Array.from({ length: writes }, () => shareCall(pairOf(stage.size, stage.nextPair())))
        : callsOf(work, stage.size, (me) => cursors.get(me)!);
    return load.run({
      ports: [running.port],
      connections,
      // Writes are limited by number and reads by time, because each pair is shared once.
      durationMs: work === 'share' ? 30_000 : durationMs,
      most: work === 'share' ? writes : most,
      requests: calls.map(contender.request),
      expect: EXPECTED[work] ?? '"data"',
    });
  }
}
