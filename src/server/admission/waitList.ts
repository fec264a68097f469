/** An operation that waits for its turn. */
export interface QueuedOperation {
  caller: string;
  /** In which round its turn is. */
  round: number;
  /** Until when it waits, in milliseconds of the clock. */
  deadline: number;
  start: () => void;
  reject: (error: Error) => void;
}

/**
 * What waits, by when it came and by its round, so that finding who is next takes as long among a thousand callers as
 * among two. All wait for the same time, so whoever came first has waited for too long first.
 */
export class WaitList {
  readonly #waiting = new Set<QueuedOperation>();
  readonly #rounds = new Map<number, Set<QueuedOperation>>();
  readonly #countByCaller = new Map<string, number>();

  get length(): number {
    return this.#waiting.size;
  }

  /** How many callers have something waiting. */
  get callers(): number {
    return this.#countByCaller.size;
  }

  /** How much of a caller waits. */
  countOf(caller: string): number {
    return this.#countByCaller.get(caller) ?? 0;
  }

  add(one: QueuedOperation): void {
    this.#waiting.add(one);
    const round = this.#rounds.get(one.round);
    if (round === undefined) this.#rounds.set(one.round, new Set([one]));
    else round.add(one);
    this.#countByCaller.set(one.caller, this.countOf(one.caller) + 1);
  }

  remove(one: QueuedOperation): void {
    this.#waiting.delete(one);
    const round = this.#rounds.get(one.round)!;
    round.delete(one);
    if (round.size === 0) this.#rounds.delete(one.round);
    const left = this.countOf(one.caller) - 1;
    if (left === 0) this.#countByCaller.delete(one.caller);
    else this.#countByCaller.set(one.caller, left);
  }

  /** One that has waited for too long. */
  expired(now: number): QueuedOperation | null {
    for (const first of this.#waiting) return first.deadline < now ? first : null;
    return null;
  }

  /** The first of the earliest round whose caller may begin; within a round, who has waited the longest. */
  next(mayBegin: (caller: string) => boolean): QueuedOperation | null {
    let next: QueuedOperation | null = null;
    for (const [round, waiting] of this.#rounds) {
      if (next !== null && next.round < round) continue;
      for (const one of waiting) {
        if (!mayBegin(one.caller)) continue;
        next = one;
        break;
      }
    }
    return next;
  }
}
