/** For so long work is begun in one turn, in milliseconds; then what else has arrived is looked at. */
const TURN_MS = 4;
/** For so long turns may be left to reading alone, in milliseconds. */
const LEFT_OUT_MS = 4;

/**
 * When work is begun. A read from SQLite runs to its end at once, and only between turns of the event loop does Node see
 * what else has arrived. So in one turn work is begun for a short time alone; what is left waits for the next.
 */
export class EventLoopSlicer {
  /** Until when work may be begun in this turn, and whether the next one is called already. */
  #until = 0;
  #isSet = false;
  #goesOn = false;
  #leaveOut = false;

  /**
   * @param clock a steady one, in milliseconds
   * @param next begins one piece of what waits; called again as long as `goOn` asks for it
   */
  constructor(
    private readonly clock: () => number,
    private readonly next: (now: number) => void,
  ) {}

  /** Whether this turn has time left; the first to ask begins it. */
  inTime(): boolean {
    const now = this.clock();
    if (!this.#isSet) {
      this.#until = now + TURN_MS;
      this.set();
    }
    return now < this.#until;
  }

  /** Leaves the next turn to reading: Node lets one new connection in per turn, and there may be more outside. */
  yieldToAccept(): void {
    this.#leaveOut = true;
  }

  /** Something waits for the next turn. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    setImmediate(this.#begin, null);
  }

  /** @param since when the turn was due, where one was left out */
  readonly #begin = (since: number | null) => {
    const now = this.clock();
    if (this.#leaveOut && now - (since ?? now) < LEFT_OUT_MS) {
      this.#leaveOut = false;
      setImmediate(this.#begin, since ?? now);
      return;
    }
    this.#isSet = false;
    this.#leaveOut = false;
    this.#until = now + TURN_MS;
    this.next(now);
  };

  /** Goes on as soon as what was begun has come as far as it comes by itself; in the next turn, where this has no time. */
  goOn(): void {
    if (this.#goesOn) return;
    this.#goesOn = true;
    queueMicrotask(() => process.nextTick(this.#continue));
  }

  readonly #continue = () => {
    this.#goesOn = false;
    const now = this.clock();
    if (now < this.#until) this.next(now);
    else this.set();
  };
}

/**
 * Resolves at the end of this turn of the event loop. The answers of a turn are written one right after the other:
 * whoever reads them is woken once and not for each, which costs the writer more than the writing.
 */
export function flushAtEndOfTick(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = null;
      resolve();
    });
  });
  return turn;
}
let turn: Promise<void> | null = null;
