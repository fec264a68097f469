import type { GraphQLError } from 'graphql';
import { unavailable } from '../../graphql/errors';
import { WaitList, type QueuedOperation } from './waitList';
import { ServiceTimeEstimate } from './serviceTimeEstimate';
import { rateLimited } from './tokenBucket';
import { EventLoopSlicer } from './eventLoopSlicer';
import type { QueueLimits } from '../../graphql/requestLimits';

/** Callers whose latest rounds are kept; with more, all are dropped as soon as nothing is queued. */
const MAX_CALLERS = 10_000;
/** Sweeps for expired operations within one wait timeout, for when no running operation finishes. */
const SWEEPS_PER_TIMEOUT = 10;

/**
 * Orders operations in rounds with one operation per caller, so that a caller with many requests delays itself and no
 * other. A caller that has not been served in the current round goes before all that have.
 */
export class FairQueue {
  readonly #running = new Map<string, number>();
  readonly #waiting = new WaitList();
  /** Round of each caller's latest operation; below, the current round. */
  readonly #latestRound = new Map<string, number>();
  #round = 0;
  #runningTotal = 0;
  #sweep: NodeJS.Timeout | null = null;
  readonly #serviceTime = new ServiceTimeEstimate();
  readonly #slicer: EventLoopSlicer;
  readonly #timeout: GraphQLError;

  /** @param clock monotonic, in milliseconds */
  constructor(
    readonly limits: QueueLimits,
    private readonly clock: () => number,
  ) {
    this.#slicer = new EventLoopSlicer(clock, (now) => this.#startNext(now));
    const { waitTimeout } = limits;
    this.#timeout = unavailable(
      `The service is overloaded: this operation waited ${waitTimeout} ms. Retry in 1 second.`,
    );
  }

  /** Numbers of running and of waiting operations. */
  get load(): { running: number; waiting: number } {
    return { running: this.#runningTotal, waiting: this.#waiting.length };
  }

  /**
   * Estimates the wait of a new operation.
   *
   * @param before operations of the same caller ahead of it
   * @returns milliseconds
   */
  expectedWait(before: number): number {
    return Math.min(this.#waiting.length, (before + 1) * this.#waiting.callers) * this.#serviceTime.milliseconds;
  }

  /** Leaves the next event-loop iteration to I/O; see `EventLoopSlicer`. */
  yieldToAccept(): void {
    this.#slicer.yieldToAccept();
  }

  /**
   * Runs an operation when its caller's round comes.
   *
   * @throws RATE_LIMITED where the caller's wait list is full, UNAVAILABLE where the queue is full or the wait timed
   *   out; the work was not started then
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
      throw rateLimited(
        `${before} operations of this caller are waiting; the limit is ${waitingPerCaller}. Retry in 1 second.`,
        1,
      );
    }
    if (this.#waiting.length >= waiting) throw unavailable('The service is overloaded. Retry in 1 second.');
    this.#slicer.schedule();
    // The queue moves when an operation finishes; the sweep ends waits where none does.
    this.#sweep ??= setInterval(() => this.#slicer.schedule(), waitTimeout / SWEEPS_PER_TIMEOUT + 1).unref();
    const entry = { caller, round: this.#roundFor(caller), deadline: this.clock() + waitTimeout };
    return new Promise((start, reject) => this.#waiting.add({ ...entry, start, reject }));
  }

  /** Returns the next round in which the caller has no operation yet, and reserves it. */
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

  /** Rejects expired operations, then starts the first one of the earliest round whose caller may run more. */
  #startNext(now: number): void {
    for (let expired = this.#waiting.expired(now); expired !== null; expired = this.#waiting.expired(now)) {
      this.#dequeue(expired);
      expired.reject(this.#timeout);
    }
    // At the limit of running operations no caller can start one, so the list is not searched.
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

  #dequeue(operation: QueuedOperation): void {
    this.#waiting.remove(operation);
    if (this.#waiting.length > 0 || this.#sweep === null) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }
}
