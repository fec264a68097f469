/** For so long work is begun in one turn, in milliseconds; then what else has arrived is looked at. */
const SLICE_MS = 4;
/** For so long turns may be left to reading alone, in milliseconds. */
const MAX_YIELD_MS = 4;

/**
 * When work is begun. A read from SQLite runs to its end at once, and only between turns of the event loop does Node see
 * what else has arrived. So in one turn work is begun for a short time alone; what is left waits for the next.
 */
export class EventLoopSlicer {
  /** Until when work may be begun in this turn, and whether the next one is called already. */
  #sliceEnd = 0;
  #isScheduled = false;
  #continues = false;
  #yields = false;

  /**
   * @param clock a steady one, in milliseconds
   * @param next begins one piece of what waits; called again as long as `goOn` asks for it
   */
  constructor(
    private readonly clock: () => number,
    private readonly next: (now: number) => void,
  ) {}

  /** Whether this turn has time left; the first to ask begins it. */
  hasTime(): boolean {
    const now = this.clock();
    if (!this.#isScheduled) {
      this.#sliceEnd = now + SLICE_MS;
      this.schedule();
    }
    return now < this.#sliceEnd;
  }

  /** Leaves the next turn to reading: Node lets one new connection in per turn, and there may be more outside. */
  yieldToAccept(): void {
    this.#yields = true;
  }

  /** Something waits for the next turn. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#startSlice, null);
  }

  /** @param since when the turn was due, where one was left out */
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

  /** Goes on as soon as what was begun has come as far as it comes by itself; in the next turn, where this has no time. */
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
 * Resolves at the end of this turn of the event loop. The answers of a turn are written one right after the other:
 * whoever reads them is woken once and not for each, which costs the writer more than the writing.
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
