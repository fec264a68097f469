import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PointLimits } from '../../graphql/requestLimits';

/** Callers whose buckets are kept; the least recently used one is dropped, and is full when its caller returns. */
const MAX_CALLERS = 50_000;

/** Holds a bucket of points per caller, refilled steadily. Each process has its own: several servers give several. */
export class TokenBucket {
  // A cache with `max` allocates its slots when it is created, which takes 10 ms for these.
  readonly #buckets = new LRUCache<string, { points: number; at: number }>({
    maxSize: MAX_CALLERS,
    sizeCalculation: () => 1,
  });

  /** @param clock monotonic, in milliseconds */
  constructor(
    readonly limits: PointLimits,
    private readonly clock: () => number,
  ) {}

  /**
   * Takes an operation's points.
   *
   * @returns the points left, rounded down
   * @throws RATE_LIMITED with the seconds after which the bucket holds enough
   */
  consume(caller: string, cost: number): number {
    this.check(caller, cost);
    const bucket = this.#bucketOf(caller);
    bucket.points -= cost;
    return Math.floor(bucket.points);
  }

  /**
   * Checks that a caller has the points of an operation, without taking them.
   *
   * @param isMinimum whether the operation may cost more, as where its document has not been read yet
   * @throws RATE_LIMITED with the seconds after which the bucket holds enough
   */
  check(caller: string, cost: number, isMinimum = false): void {
    const bucket = this.#bucketOf(caller);
    if (bucket.points < cost) {
      const seconds = Math.ceil((Math.min(cost, this.limits.capacity) - bucket.points) / this.limits.perSecond);
      throw rateLimited(
        `This operation costs ${isMinimum ? 'at least ' : ''}${cost} ${cost === 1 ? 'point' : 'points'}; ${this.available(caller)} are left, and ${this.limits.perSecond} are restored each second.`,
        Math.max(1, seconds),
      );
    }
  }

  /**
   * Takes points for work that was done already, also where they are not left: a caller in debt waits until it is
   * restored. Negative points are given back.
   */
  charge(caller: string, points: number): void {
    const bucket = this.#bucketOf(caller);
    bucket.points = Math.min(this.limits.capacity, Math.max(-this.limits.capacity, bucket.points - points));
  }

  /** Returns the caller's points, rounded down; 0 where it is in debt. */
  available(caller: string): number {
    return Math.max(0, Math.floor(this.#bucketOf(caller).points));
  }

  #bucketOf(caller: string): { points: number; at: number } {
    const now = this.clock();
    const bucket = this.#buckets.get(caller);
    if (bucket === undefined) {
      const full = { points: this.limits.capacity, at: now };
      this.#buckets.set(caller, full);
      return full;
    }
    const restored = ((now - bucket.at) / 1_000) * this.limits.perSecond;
    bucket.points = Math.min(this.limits.capacity, bucket.points + Math.max(0, restored));
    bucket.at = now;
    return bucket;
  }
}

/** Makes the error for a caller that requests too much; the same request may succeed after `retryAfterSeconds`. */
export function rateLimited(message: string, retryAfterSeconds: number): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterSeconds,
      http: { status: 429, headers: new Map([['retry-after', String(retryAfterSeconds)]]) },
    },
  });
}
