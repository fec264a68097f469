import { unavailable } from '../errors';
import { Pace } from './pace';
import { rateLimited } from './points';
import { Turns } from './turns';

/** How much is worked on at once, and how much may wait. */
export interface LaneLimits {
  /** Operations worked on at once, of all callers. */
  running: number;
  /** Of them, those of one caller. */
  runningPerCaller: number;
  /** Operations of one caller that wait for their turn. */
  waitingPerCaller: number;
  /** Operations that wait, of all callers. */
  waiting: number;
  /** Milliseconds after which a wait is given up. */
  longestWait: number;
}

export const LANE_LIMITS: LaneLimits = {
  running: 64,
  runningPerCaller: 16,
  waitingPerCaller: 100,
  waiting: 1_000,
  longestWait: 500,
};

/** Callers whose latest rounds are remembered. */
const MOST_CALLERS = 10_000;
/** How often within the longest wait it is looked for who has waited too long, where nothing ends. */
const LOOKS = 10;

interface Waiting {
  begin: () => void;
  giveUp: (error: Error) => void;
  round: number;
  until: number;
}

/**
 * The order in which operations are worked on: a lane for each caller, and one turn for each caller in a round, so that
 * who asks much waits for itself and not everybody for it. Who has had no turn in this round is before all who had one.
 */
export class Lanes {
  readonly #running = new Map<string, number>();
  readonly #lanes = new Map<string, Waiting[]>();
  /** In which round each caller has its latest turn, and which round it is. */
  readonly #latest = new Map<string, number>();
  #round = 0;
  #total = 0;
  #waiting = 0;
  #watch: NodeJS.Timeout | null = null;
  readonly #pace = new Pace();
  readonly #turns: Turns;

  /** @param clock a steady one, in milliseconds */
  constructor(
    readonly limits: LaneLimits,
    private readonly clock: () => number,
  ) {
    this.#turns = new Turns(clock, (now) => this.#callNext(now));
  }

  /** What is being worked on, and what waits. */
  get load(): { running: number; waiting: number } {
    return { running: this.#total, waiting: this.#waiting };
  }

  /** About how many milliseconds an operation would wait whose caller has so many before it. */
  wait(before: number): number {
    return Math.min(this.#waiting, (before + 1) * this.#lanes.size) * this.#pace.step;
  }

  /** Leaves the next turn to reading; see `Turns`. */
  leaveOut(): void {
    this.#turns.leaveOut();
  }

  /**
   * Does a piece of work when it is its caller's turn.
   *
   * @throws RATE_LIMITED where the caller has too much waiting, UNAVAILABLE where everybody together has, or where the
   *   turn did not come in time; nothing was begun then
   */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#waiting === 0 && this.#turns.inTime() && this.#hasRoom(caller)) {
      this.#round = this.#roundFor(caller);
      this.#begin(caller);
    } else await this.#turn(caller);
    try {
      return await work();
    } finally {
      this.#end(caller);
    }
  }

  #turn(caller: string): Promise<void> {
    const lane = this.#lanes.get(caller) ?? [];
    const { waitingPerCaller, waiting, longestWait } = this.limits;
    if (lane.length >= waitingPerCaller) {
      throw rateLimited(`${lane.length} operations of this caller wait already; ${waitingPerCaller} is the limit.`, 1);
    }
    if (this.#waiting >= waiting) throw unavailable('More is asked than can be answered now.');
    this.#lanes.set(caller, lane);
    this.#waiting += 1;
    this.#turns.set();
    // Turns come when something ends; where nothing does, waiting ends all the same.
    this.#watch ??= setInterval(() => this.#turns.set(), longestWait / LOOKS + 1).unref();
    const round = this.#roundFor(caller);
    return new Promise((begin, giveUp) => lane.push({ begin, giveUp, round, until: this.clock() + longestWait }));
  }

  /** The next round in which this caller has no turn yet. */
  #roundFor(caller: string): number {
    const round = Math.max(this.#round, (this.#latest.get(caller) ?? -1) + 1);
    this.#latest.set(caller, round);
    return round;
  }

  #hasRoom(caller: string): boolean {
    return this.#total < this.limits.running && (this.#running.get(caller) ?? 0) < this.limits.runningPerCaller;
  }

  #begin(caller: string): void {
    this.#total += 1;
    this.#running.set(caller, (this.#running.get(caller) ?? 0) + 1);
  }

  #end(caller: string): void {
    this.#total -= 1;
    const left = this.#running.get(caller)! - 1;
    if (left === 0) this.#running.delete(caller);
    else this.#running.set(caller, left);
    if (this.#waiting > 0) this.#turns.goOn();
    else if (this.#latest.size > MOST_CALLERS) this.#latest.clear();
  }

  /** Begins one that may begin, of the earliest round. */
  #callNext(now: number): void {
    if (this.#waiting === 0) return;
    let first: { caller: string; lane: Waiting[]; round: number } | null = null;
    for (const [caller, lane] of this.#lanes) {
      while (lane.length > 0 && lane[0]!.until < now)
        this.#leave(caller, lane).giveUp(tooLate(this.limits.longestWait));
      if (lane.length === 0 || !this.#hasRoom(caller)) continue;
      const { round } = lane[0]!;
      if (first === null || round < first.round) first = { caller, lane, round };
    }
    if (first === null) return;
    const { caller, lane, round } = first;
    const { begin } = this.#leave(caller, lane);
    // Within a round, who waits the longest is the first.
    if (this.#lanes.delete(caller)) this.#lanes.set(caller, lane);
    this.#round = round;
    this.#pace.note(now, this.#waiting > 0);
    this.#begin(caller);
    begin();
    if (this.#waiting > 0) this.#turns.goOn();
    else if (this.#latest.size > MOST_CALLERS) this.#latest.clear();
  }

  #leave(caller: string, lane: Waiting[]): Waiting {
    this.#waiting -= 1;
    if (this.#waiting === 0 && this.#watch !== null) {
      clearInterval(this.#watch);
      this.#watch = null;
    }
    const first = lane.shift()!;
    if (lane.length === 0) this.#lanes.delete(caller);
    return first;
  }
}

const tooLate = (ms: number) => unavailable(`More is asked than can be answered now; this waited for ${ms} ms.`);
