import type { GraphQLError } from 'graphql';
import { unavailable } from '../../errors';
import { WaitList, type QueuedOperation } from './waitList';
import { ServiceTimeEstimate } from './serviceTimeEstimate';
import { rateLimited } from './tokenBucket';
import { EventLoopSlicer } from './eventLoopSlicer';
import type { QueueLimits } from '../../graphql/requestLimits';

/** Callers whose latest rounds are remembered. */
const MAX_CALLERS = 10_000;
/** How often within the longest wait it is looked for who has waited too long, where nothing ends. */
const SWEEPS_PER_TIMEOUT = 10;

/**
 * The order in which operations are worked on: a lane for each caller, and one turn for each caller in a round, so that
 * who asks much waits for itself and not everybody for it. Who has had no turn in this round is before all who had one.
 */
export class FairQueue {
  readonly #running = new Map<string, number>();
  readonly #waiting = new WaitList();
  /** In which round each caller has its latest turn, and which round it is. */
  readonly #latestRound = new Map<string, number>();
  #round = 0;
  #runningTotal = 0;
  #sweep: NodeJS.Timeout | null = null;
  readonly #serviceTime = new ServiceTimeEstimate();
  readonly #slicer: EventLoopSlicer;
  readonly #timeout: GraphQLError;

  /** @param clock a steady one, in milliseconds */
  constructor(
    readonly limits: QueueLimits,
    private readonly clock: () => number,
  ) {
    this.#slicer = new EventLoopSlicer(clock, (now) => this.#startNext(now));
    const { waitTimeout } = limits;
    this.#timeout = unavailable(`More is asked than can be answered now; this waited for ${waitTimeout} ms.`);
  }

  /** What is being worked on, and what waits. */
  get load(): { running: number; waiting: number } {
    return { running: this.#runningTotal, waiting: this.#waiting.length };
  }

  /** About how many milliseconds an operation would wait whose caller has so many before it. */
  expectedWait(before: number): number {
    return Math.min(this.#waiting.length, (before + 1) * this.#waiting.callers) * this.#serviceTime.milliseconds;
  }

  /** Leaves the next turn to reading; see `Turns`. */
  yieldToAccept(): void {
    this.#slicer.yieldToAccept();
  }

  /**
   * Does a piece of work when it is its caller's turn.
   *
   * @throws RATE_LIMITED where the caller has too much waiting, UNAVAILABLE where everybody together has, or where the
   *   turn did not come in time; nothing was begun then
   */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length === 0 && this.#slicer.hasTime() && this.#hasRoom(caller)) {
      this.#round = this.#roundFor(caller);
      this.#start(caller);
    } else await this.#enqueue(caller);
    try {
      return await work();
    } finally {
      this.#finish(caller);
    }
  }

  #enqueue(caller: string): Promise<void> {
    const { waitingPerCaller, waiting, waitTimeout } = this.limits;
    const before = this.#waiting.countOf(caller);
    if (before >= waitingPerCaller) {
      throw rateLimited(`${before} operations of this caller wait already; ${waitingPerCaller} is the limit.`, 1);
    }
    if (this.#waiting.length >= waiting) throw unavailable('More is asked than can be answered now.');
    this.#slicer.schedule();
    // Turns come when something ends; where nothing does, waiting ends all the same.
    this.#sweep ??= setInterval(() => this.#slicer.schedule(), waitTimeout / SWEEPS_PER_TIMEOUT + 1).unref();
    const place = { caller, round: this.#roundFor(caller), deadline: this.clock() + waitTimeout };
    return new Promise((begin, giveUp) => this.#waiting.add({ ...place, start: begin, reject: giveUp }));
  }

  /** The next round in which this caller has no turn yet. */
  #roundFor(caller: string): number {
    const round = Math.max(this.#round, (this.#latestRound.get(caller) ?? -1) + 1);
    this.#latestRound.set(caller, round);
    return round;
  }

  #hasRoom(caller: string): boolean {
    return this.#runningTotal < this.limits.running && (this.#running.get(caller) ?? 0) < this.limits.runningPerCaller;
  }

  #start(caller: string): void {
    this.#runningTotal += 1;
    this.#running.set(caller, (this.#running.get(caller) ?? 0) + 1);
  }

  #finish(caller: string): void {
    this.#runningTotal -= 1;
    const left = this.#running.get(caller)! - 1;
    if (left === 0) this.#running.delete(caller);
    else this.#running.set(caller, left);
    this.#continue();
  }

  /** Begins one that may begin, of the earliest round. */
  #startNext(now: number): void {
    for (let late = this.#waiting.expired(now); late !== null; late = this.#waiting.expired(now)) {
      this.#dequeue(late);
      late.reject(this.#timeout);
    }
    // Where no more may run it is not asked of each.
    const next =
      this.#runningTotal < this.limits.running ? this.#waiting.next((caller) => this.#hasRoom(caller)) : null;
    if (next === null) return;
    this.#dequeue(next);
    this.#round = next.round;
    this.#serviceTime.record(now, this.#waiting.length > 0);
    this.#start(next.caller);
    next.start();
    this.#continue();
  }

  #continue(): void {
    if (this.#waiting.length > 0) this.#slicer.continue();
    else if (this.#latestRound.size > MAX_CALLERS) this.#latestRound.clear();
  }

  #dequeue(one: QueuedOperation): void {
    this.#waiting.remove(one);
    if (this.#waiting.length > 0 || this.#sweep === null) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }
}
