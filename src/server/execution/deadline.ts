import { unavailable } from '../../graphql/errors';

interface Running {
  /** Time at which it is given up, in milliseconds of the clock. */
  until: number;
  expire: () => void;
}

/**
 * Gives up work that takes too long, so that its slot in the queue is released and the client gets a response. The work
 * itself continues: a mutation may still be committed. A single timer watches the oldest work: one per request took 4 %
 * of a small request's CPU time.
 */
export class Deadlines {
  /** Work in progress, oldest first; all of it has the same timeout, so the first is the first to expire. */
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | null = null;

  /** @param timeout in milliseconds */
  constructor(private readonly timeout: number) {}

  /**
   * Returns the outcome of the work, or rejects after the timeout.
   *
   * @param isMutation whether the error advises a retry with the same idempotency key, as the work may still be done
   * @param onTimeout called where the work is given up
   * @throws UNAVAILABLE where the work takes longer than the timeout
   */
  limit<T>(work: Promise<T>, isMutation: boolean, onTimeout: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = () => {
        onTimeout();
        const again = isMutation
          ? 'It may still complete; repeat it with the same idempotency key.'
          : 'Retry in 1 second.';
        reject(unavailable(`The operation took longer than ${this.timeout} ms and was abandoned. ${again}`));
      };
      const running = { until: performance.now() + this.timeout, expire };
      this.#running.add(running);
      this.#timer ??= this.#schedule(this.timeout);
      const end = () => void this.#running.delete(running);
      work.then(end, end);
      work.then(resolve, reject);
    });
  }

  readonly #expireOverdue = () => {
    const now = performance.now();
    this.#timer = null;
    for (const running of this.#running) {
      if (running.until > now) {
        this.#timer = this.#schedule(running.until - now);
        return;
      }
      this.#running.delete(running);
      running.expire();
    }
  };

  /** Schedules the timer, which does not keep the process alive: connections in use do. */
  #schedule(milliseconds: number): NodeJS.Timeout {
    return setTimeout(this.#expireOverdue, Math.ceil(milliseconds)).unref();
  }
}
