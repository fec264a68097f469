import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PointLimits } from '../../graphql/requestLimits';

/** Holders that are remembered; one who did not ask for the longest is forgotten, and full again. */
const MAX_HOLDERS = 50_000;

/**
 * A bucket of points for everybody who asks, refilled steadily. It belongs to this process: several servers give
 * several buckets.
 */
export class TokenBucket {
  readonly #buckets = new LRUCache<string, { points: number; at: number }>({ max: MAX_HOLDERS });

  /** @param clock a steady one, in milliseconds */
  constructor(
    readonly limits: PointLimits,
    private readonly clock: () => number,
  ) {}

  /**
   * Takes an operation's points.
   *
   * @returns how many are left
   * @throws RATE_LIMITED with the seconds after which there will be enough
   */
  consume(holder: string, cost: number): number {
    const bucket = this.#bucketOf(holder);
    if (bucket.points < cost) {
      const seconds = Math.ceil((Math.min(cost, this.limits.capacity) - bucket.points) / this.limits.perSecond);
      throw rateLimited(
        `This operation costs ${cost} points and ${Math.floor(bucket.points)} are left; ${this.limits.perSecond} come back each second.`,
        Math.max(1, seconds),
      );
    }
    bucket.points -= cost;
    return Math.floor(bucket.points);
  }

  /** Takes points for what an operation took besides its answer; where fewer are left, those. */
  charge(holder: string, points: number): void {
    const bucket = this.#bucketOf(holder);
    bucket.points = Math.max(0, bucket.points - points);
  }

  /** How many points somebody has. */
  available(holder: string): number {
    return Math.floor(this.#bucketOf(holder).points);
  }

  #bucketOf(holder: string): { points: number; at: number } {
    const now = this.clock();
    const bucket = this.#buckets.get(holder);
    if (bucket === undefined) {
      const full = { points: this.limits.capacity, at: now };
      this.#buckets.set(holder, full);
      return full;
    }
    const restored = ((now - bucket.at) / 1_000) * this.limits.perSecond;
    bucket.points = Math.min(this.limits.capacity, bucket.points + Math.max(0, restored));
    bucket.at = now;
    return bucket;
  }
}

/** Too much at once from one caller; the same may go through after so many seconds. */
export function rateLimited(message: string, retryAfterSeconds: number): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterSeconds,
      http: { status: 429, headers: new Map([['retry-after', String(retryAfterSeconds)]]) },
    },
  });
}
