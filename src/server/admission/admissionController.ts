import type { GraphQLError } from 'graphql';
import { unavailable } from '../../graphql/errors';
import type { FairQueue } from './fairQueue';
import { rateLimited } from './tokenBucket';

/**
 * A caller rejected this often in each of two consecutive seconds is rejected outright until it stays below the
 * threshold for one second. A burst that waits for `retryAfterSeconds` is not.
 */
const MAX_REJECTIONS = 50;
const SECOND_MS = 1_000;
/** Requests whose expected wait exceeds this share of the wait timeout are rejected: the wait is only an estimate. */
const MAX_WAIT_SHARE = 0.8;
/**
 * Bounds of the random delay of a RATE_LIMITED response, in milliseconds. It slows down callers that do not wait by
 * themselves, and spreads their retries.
 */
const DELAY_MS = [500, 1_000] as const;
/** Responses delayed simultaneously; any further one is sent immediately. */
const MAX_DELAYED = 1_000;

const OVERLOADED = unavailable('The service is overloaded. Retry in 1 second.');
const CALLER_OVERLOADED = rateLimited('Too many operations of this caller are waiting. Retry in 1 second.', 1);
const PERSISTENT = rateLimited('Too many requests after repeated rejections. Retry in 2 seconds.', 2);

/**
 * Admits or rejects requests by their credential as sent, or else their address, before the body is read: reading it
 * would be most of the work of a rejection. Callers without requests are forgotten.
 */
export class AdmissionController {
  readonly #admitted = new Map<string, number>();
  /** Rejections by caller in this second; below, the callers with too many in the last second and the one before. */
  readonly #rejections = new Map<string, number>();
  #rejectedLastSecond = new Set<string>();
  #rejectedSecondBefore = new Set<string>();
  #secondStart = 0;
  #delayed = 0;

  /** @param clock monotonic, in milliseconds */
  constructor(
    private readonly queue: FairQueue,
    private readonly clock: () => number,
  ) {}

  /**
   * Admits a request until `release`, or rejects it.
   *
   * @returns null, or the rejection: UNAVAILABLE where the request would not start in time, RATE_LIMITED where that is
   *   because of the caller's own requests, or where the caller persists after rejections
   */
  tryAdmit(caller: string): GraphQLError | null {
    if (this.#isPersistent(caller)) {
      this.recordRejection(caller);
      return PERSISTENT;
    }
    const admitted = this.#admitted.get(caller) ?? 0;
    const { waitTimeout, runningPerCaller } = this.queue.limits;
    if (this.queue.expectedWait(admitted) > waitTimeout * MAX_WAIT_SHARE)
      return admitted < runningPerCaller ? OVERLOADED : CALLER_OVERLOADED;
    this.#admitted.set(caller, admitted + 1);
    return null;
  }

  release(caller: string): void {
    const left = this.#admitted.get(caller)! - 1;
    if (left === 0) this.#admitted.delete(caller);
    else this.#admitted.set(caller, left);
  }

  /** Counts a RATE_LIMITED response against its caller. */
  recordRejection(caller: string): void {
    this.#rejections.set(caller, (this.#rejections.get(caller) ?? 0) + 1);
  }

  /** Resolves when a RATE_LIMITED response may be sent. */
  async delayResponse(): Promise<void> {
    if (this.#delayed >= MAX_DELAYED) return;
    const [shortest, longest] = DELAY_MS;
    this.#delayed += 1;
    await new Promise((resolve) => setTimeout(resolve, shortest + Math.random() * (longest - shortest)));
    this.#delayed -= 1;
  }

  /** Returns whether the caller had too many rejections in each of the last two seconds. */
  #isPersistent(caller: string): boolean {
    const now = this.clock();
    const passed = now - this.#secondStart;
    if (passed > SECOND_MS) {
      const exceeding = [...this.#rejections].filter(([, count]) => count >= MAX_REJECTIONS).map(([name]) => name);
      const ago = passed > 2 * SECOND_MS;
      this.#rejectedSecondBefore = ago ? new Set() : this.#rejectedLastSecond;
      this.#rejectedLastSecond = new Set(ago ? [] : exceeding);
      this.#rejections.clear();
      this.#secondStart = now;
    }
    return this.#rejectedLastSecond.has(caller) && this.#rejectedSecondBefore.has(caller);
  }
}
