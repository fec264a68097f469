/** Weight of the latest step in the average; below, the cap of a step in milliseconds, for a machine may stutter. */
const SMOOTHING = 0.05;
const MAX_STEP_MS = 20;

/** Estimates the time that one queued operation takes, as a moving average. */
export class ServiceTimeEstimate {
  #milliseconds = 0;
  #last: number | null = null;

  /** Average milliseconds from one start to the next. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /**
   * Records that a queued operation started.
   *
   * @param now milliseconds of the clock
   * @param waiting whether others are queued; where none is, the time to the next start measures no service time
   */
  record(now: number, waiting: boolean): void {
    if (this.#last !== null)
      this.#milliseconds += (Math.min(now - this.#last, MAX_STEP_MS) - this.#milliseconds) * SMOOTHING;
    this.#last = waiting ? now : null;
  }
}
