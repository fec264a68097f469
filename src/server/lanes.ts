import { unavailable } from '../errors';
import { rateLimited } from './points';

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

/**
 * Operations begun in one turn of the event loop without asking. Whatever else arrived meanwhile is read first, so that
 * turns can be given to each caller alike.
 */
const PER_TURN = 8;

interface Waiting {
  begin: () => void;
  giveUp: (error: Error) => void;
  until: number;
}

/**
 * The order in which operations are worked on: a lane for each caller, and a turn for each lane, so that who asks much
 * waits for itself and not everybody for it.
 */
export class Lanes {
  readonly #running = new Map<string, number>();
  readonly #lanes = new Map<string, Waiting[]>();
  #total = 0;
  #waiting = 0;
  #begunThisTurn = 0;
  #turnIsSet = false;

  /** @param clock a steady one, in milliseconds */
  constructor(
    readonly limits: LaneLimits,
    private readonly clock: () => number,
  ) {}

  /** What is being worked on, and what waits. */
  get load(): { running: number; waiting: number } {
    return { running: this.#total, waiting: this.#waiting };
  }

  /**
   * Does a piece of work when it is its caller's turn.
   *
   * @throws RATE_LIMITED where the caller has too much waiting, UNAVAILABLE where everybody together has, or where the
   *   turn did not come in time; nothing was begun then
   */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#waiting === 0 && this.#mayBegin(caller)) this.#begin(caller);
    else await this.#turn(caller);
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
    this.#setTurn();
    // Turns come when something ends; where nothing does, waiting ends all the same.
    setTimeout(() => this.#setTurn(), longestWait + 1).unref();
    return new Promise((begin, giveUp) => lane.push({ begin, giveUp, until: this.clock() + longestWait }));
  }

  #mayBegin(caller: string): boolean {
    return (
      this.#begunThisTurn < PER_TURN &&
      this.#total < this.limits.running &&
      (this.#running.get(caller) ?? 0) < this.limits.runningPerCaller
    );
  }

  #begin(caller: string): void {
    this.#setTurn();
    this.#begunThisTurn += 1;
    this.#total += 1;
    this.#running.set(caller, (this.#running.get(caller) ?? 0) + 1);
  }

  #end(caller: string): void {
    this.#total -= 1;
    const left = this.#running.get(caller)! - 1;
    if (left === 0) this.#running.delete(caller);
    else this.#running.set(caller, left);
    if (this.#waiting > 0) this.#setTurn();
  }

  #setTurn(): void {
    if (this.#turnIsSet) return;
    this.#turnIsSet = true;
    setImmediate(() => {
      this.#turnIsSet = false;
      this.#begunThisTurn = 0;
      this.#callNext();
    });
  }

  /** Begins what may begin, one of each lane after the other. A lane that had its turn goes to the end of the line. */
  #callNext(): void {
    const now = this.clock();
    for (const [caller, lane] of this.#lanes) {
      while (lane.length > 0 && lane[0]!.until < now)
        this.#leave(caller, lane).giveUp(tooLate(this.limits.longestWait));
      if (lane.length === 0 || !this.#mayBegin(caller)) continue;
      const next = this.#leave(caller, lane);
      if (this.#lanes.delete(caller)) this.#lanes.set(caller, lane);
      this.#begin(caller);
      next.begin();
    }
  }

  #leave(caller: string, lane: Waiting[]): Waiting {
    this.#waiting -= 1;
    const first = lane.shift()!;
    if (lane.length === 0) this.#lanes.delete(caller);
    return first;
  }
}

const tooLate = (ms: number) => unavailable(`More is asked than can be answered now; this waited for ${ms} ms.`);
