/** Milliseconds of work started per event-loop iteration before yielding to pending I/O. */
const SLICE_MS = 4;
/** Milliseconds for which consecutive iterations may be left to I/O alone. */
const MAX_YIELD_MS = 4;

/**
 * Limits the time in which work is started per event-loop iteration. A read from SQLite is synchronous, and Node polls
 * for I/O only between iterations, so each iteration has a short time slice; the rest of the work waits for the next.
 */
export class EventLoopSlicer {
  /** End of this iteration's time slice, on the clock. */
  #sliceEnd = 0;
  #isScheduled = false;
  #continues = false;
  #yields = false;

  /**
   * @param clock monotonic, in milliseconds
   * @param next starts one queued operation; called again for each call of `continue`
   */
  constructor(
    private readonly clock: () => number,
    private readonly next: (now: number) => void,
  ) {}

  /** Returns whether the time slice has time left; the first call of an iteration starts it. */
  hasTime(): boolean {
    const now = this.clock();
    if (!this.#isScheduled) {
      this.#sliceEnd = now + SLICE_MS;
      this.schedule();
    }
    return now < this.#sliceEnd;
  }

  /** Leaves the next iteration to I/O: Node accepts one connection per iteration, and more may be pending. */
  yieldToAccept(): void {
    this.#yields = true;
  }

  /** Schedules a time slice in the next iteration, once. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#startSlice, null);
  }

  /** @param since when the time slice was due, on the clock; null unless an iteration was skipped */
  readonly #startSlice = (since: number | null) => {
    const now = this.clock();
    if (this.#yields && now - (since ?? now) < MAX_YIELD_MS) {
      this.#yields = false;
      setImmediate(this.#startSlice, since ?? now);
      return;
    }
    this.#isScheduled = false;
    this.#yields = false;
    this.#sliceEnd = now + SLICE_MS;
    this.next(now);
  };

  /**
   * Starts the next operation once the microtasks and ticks of the last one have run; in the next iteration where the
   * time slice is over.
   */
  continue(): void {
    if (this.#continues) return;
    this.#continues = true;
    queueMicrotask(() => process.nextTick(this.#continue));
  }

  readonly #continue = () => {
    this.#continues = false;
    const now = this.clock();
    if (now < this.#sliceEnd) this.next(now);
    else this.schedule();
  };
}

/**
 * Resolves at the end of this iteration of the event loop. The responses of an iteration are written back to back, so
 * that a process that reads them is woken once: a wake-up for each costs the writer more than the write.
 */
export function flushAtEndOfTick(): Promise<void> {
  tick ??= new Promise((resolve) => {
    setImmediate(() => {
      tick = null;
      resolve();
    });
  });
  return tick;
}
let tick: Promise<void> | null = null;
