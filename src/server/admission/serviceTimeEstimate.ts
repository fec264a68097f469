/** How much the latest step weighs, and the longest that is believed, in milliseconds: a machine may stutter. */
const SMOOTHING = 0.05;
const MAX_STEP_MS = 20;

/** How fast a queue moves. */
export class ServiceTimeEstimate {
  #milliseconds = 0;
  #last: number | null = null;

  /** Milliseconds from one step to the next. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** Notes a step; one after which nothing waits is the last that tells anything for now. */
  record(now: number, waiting: boolean): void {
    if (this.#last !== null)
      this.#milliseconds += (Math.min(now - this.#last, MAX_STEP_MS) - this.#milliseconds) * SMOOTHING;
    this.#last = waiting ? now : null;
  }
}
