import { unavailable } from '../../errors';

interface Running {
  /** When it is given up, in milliseconds of the clock. */
  until: number;
  expire: () => void;
}

/**
 * Ends work that does not end by itself, so that it gives back its turn and its caller is answered. What was begun is
 * not undone: a mutation may still be done. One timer looks at the oldest: a timer for each request took 4 % of a small
 * one's CPU time.
 */
export class Deadlines {
  /** Work under way, oldest first; as all of it has the same time, the first is the first to be late. */
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | null = null;

  /** @param timeout in milliseconds */
  constructor(private readonly timeout: number) {}

  /**
   * The outcome of a piece of work.
   *
   * @param isMutation whether the caller has to find out what became of it
   * @param onTimeout called where the work is given up
   * @throws UNAVAILABLE where the work takes longer
   */
  limit<T>(work: Promise<T>, isMutation: boolean, onTimeout: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = () => {
        onTimeout();
        const again = isMutation
          ? 'It may still be done; repeat it with the same idempotency key.'
          : 'Try again in a moment.';
        reject(unavailable(`The operation took longer than ${this.timeout} ms and was given up. ${again}`));
      };
      const running = { until: performance.now() + this.timeout, expire };
      this.#running.add(running);
      this.#timer ??= this.#lookIn(this.timeout);
      const end = () => void this.#running.delete(running);
      work.then(end, end);
      work.then(resolve, reject);
    });
  }

  readonly #look = () => {
    const now = performance.now();
    this.#timer = null;
    for (const running of this.#running) {
      if (running.until > now) {
        this.#timer = this.#lookIn(running.until - now);
        return;
      }
      this.#running.delete(running);
      running.expire();
    }
  };

  /** It does not keep a process alive: what waits for an answer does. */
  #lookIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(this.#look, Math.ceil(milliseconds)).unref();
  }
}
