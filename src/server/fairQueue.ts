import type { GraphQLError } from 'graphql';
import { unavailable } from '../errors';
import { WaitList, type QueuedOperation } from './waitList';
import { ServiceTimeEstimate } from './serviceTimeEstimate';
import { rateLimited } from './tokenBucket';
import { EventLoopSlicer } from './eventLoopSlicer';

/** How much is worked on at once, and how much may wait. */
export interface QueueLimits {
  /** Operations worked on at once, of all callers. */
  running: number;
  /** Of them, those of one caller. */
  runningPerCaller: number;
  /** Operations of one caller that wait for their turn. */
  waitingPerCaller: number;
  /** Operations that wait, of all callers. */
  waiting: number;
  /** Milliseconds after which a wait is given up. */
  waitTimeout: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  running: 64,
  runningPerCaller: 16,
  waitingPerCaller: 100,
  waiting: 1_000,
  waitTimeout: 500,
};

/** Callers whose latest rounds are remembered. */
const MAX_CALLERS = 10_000;
/** How often within the longest wait it is looked for who has waited too long, where nothing ends. */
const LOOKS = 10;

/**
 * The order in which operations are worked on: a lane for each caller, and one turn for each caller in a round, so that
 * who asks much waits for itself and not everybody for it. Who has had no turn in this round is before all who had one.
 */
export class FairQueue {
  readonly #running = new Map<string, number>();
  readonly #line = new WaitList();
  /** In which round each caller has its latest turn, and which round it is. */
  readonly #latest = new Map<string, number>();
  #round = 0;
  #total = 0;
  #watch: NodeJS.Timeout | null = null;
  readonly #pace = new ServiceTimeEstimate();
  readonly #turns: EventLoopSlicer;
  readonly #tooLate: GraphQLError;

  /** @param clock a steady one, in milliseconds */
  constructor(
    readonly limits: QueueLimits,
    private readonly clock: () => number,
  ) {
    this.#turns = new EventLoopSlicer(clock, (now) => this.#callNext(now));
    const { waitTimeout } = limits;
    this.#tooLate = unavailable(`More is asked than can be answered now; this waited for ${waitTimeout} ms.`);
  }

  /** What is being worked on, and what waits. */
  get load(): { running: number; waiting: number } {
    return { running: this.#total, waiting: this.#line.length };
  }

  /** About how many milliseconds an operation would wait whose caller has so many before it. */
  expectedWait(before: number): number {
    return Math.min(this.#line.length, (before + 1) * this.#line.callers) * this.#pace.step;
  }

  /** Leaves the next turn to reading; see `Turns`. */
  yieldToAccept(): void {
    this.#turns.yieldToAccept();
  }

  /**
   * Does a piece of work when it is its caller's turn.
   *
   * @throws RATE_LIMITED where the caller has too much waiting, UNAVAILABLE where everybody together has, or where the
   *   turn did not come in time; nothing was begun then
   */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#line.length === 0 && this.#turns.inTime() && this.#hasRoom(caller)) {
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
    const { waitingPerCaller, waiting, waitTimeout } = this.limits;
    const before = this.#line.of(caller);
    if (before >= waitingPerCaller) {
      throw rateLimited(`${before} operations of this caller wait already; ${waitingPerCaller} is the limit.`, 1);
    }
    if (this.#line.length >= waiting) throw unavailable('More is asked than can be answered now.');
    this.#turns.set();
    // Turns come when something ends; where nothing does, waiting ends all the same.
    this.#watch ??= setInterval(() => this.#turns.set(), waitTimeout / LOOKS + 1).unref();
    const place = { caller, round: this.#roundFor(caller), until: this.clock() + waitTimeout };
    return new Promise((begin, giveUp) => this.#line.enter({ ...place, begin, giveUp }));
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
    this.#goOn();
  }

  /** Begins one that may begin, of the earliest round. */
  #callNext(now: number): void {
    for (let late = this.#line.late(now); late !== null; late = this.#line.late(now)) {
      this.#leave(late);
      late.giveUp(this.#tooLate);
    }
    // Where no more may run it is not asked of each.
    const next = this.#total < this.limits.running ? this.#line.next((caller) => this.#hasRoom(caller)) : null;
    if (next === null) return;
    this.#leave(next);
    this.#round = next.round;
    this.#pace.note(now, this.#line.length > 0);
    this.#begin(next.caller);
    next.begin();
    this.#goOn();
  }

  #goOn(): void {
    if (this.#line.length > 0) this.#turns.goOn();
    else if (this.#latest.size > MAX_CALLERS) this.#latest.clear();
  }

  #leave(one: QueuedOperation): void {
    this.#line.leave(one);
    if (this.#line.length > 0 || this.#watch === null) return;
    clearInterval(this.#watch);
    this.#watch = null;
  }
}
