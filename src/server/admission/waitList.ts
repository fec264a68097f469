/** An operation that waits to be started. */
export interface QueuedOperation {
  caller: string;
  /** Round in which it is served. */
  round: number;
  /** Time at which its wait ends, in milliseconds of the clock. */
  deadline: number;
  start: () => void;
  reject: (error: Error) => void;
}

/**
 * Holds waiting operations by arrival and by round, so that finding the next one takes as long with a thousand callers
 * as with two. All have the same wait timeout, so the first to arrive is the first to expire.
 */
export class WaitList {
  readonly #waiting = new Set<QueuedOperation>();
  readonly #rounds = new Map<number, Set<QueuedOperation>>();
  readonly #countByCaller = new Map<string, number>();

  get length(): number {
    return this.#waiting.size;
  }

  /** Number of callers with waiting operations. */
  get callers(): number {
    return this.#countByCaller.size;
  }

  /** Returns the number of waiting operations of a caller. */
  countOf(caller: string): number {
    return this.#countByCaller.get(caller) ?? 0;
  }

  add(operation: QueuedOperation): void {
    this.#waiting.add(operation);
    const round = this.#rounds.get(operation.round);
    if (round === undefined) this.#rounds.set(operation.round, new Set([operation]));
    else round.add(operation);
    this.#countByCaller.set(operation.caller, this.countOf(operation.caller) + 1);
  }

  remove(operation: QueuedOperation): void {
    this.#waiting.delete(operation);
    const round = this.#rounds.get(operation.round)!;
    round.delete(operation);
    if (round.size === 0) this.#rounds.delete(operation.round);
    const left = this.countOf(operation.caller) - 1;
    if (left === 0) this.#countByCaller.delete(operation.caller);
    else this.#countByCaller.set(operation.caller, left);
  }

  /** Returns the oldest operation if its wait has ended. */
  expired(now: number): QueuedOperation | null {
    for (const first of this.#waiting) return first.deadline < now ? first : null;
    return null;
  }

  /** Returns the longest waiting operation of the earliest round with one whose caller may start it. */
  next(canStart: (caller: string) => boolean): QueuedOperation | null {
    let next: QueuedOperation | null = null;
    for (const [round, waiting] of this.#rounds) {
      if (next !== null && next.round < round) continue;
      for (const operation of waiting) {
        if (!canStart(operation.caller)) continue;
        next = operation;
        break;
      }
    }
    return next;
  }
}
