import type { GraphQLError } from 'graphql';
import { unavailable } from '../../errors';
import type { FairQueue } from './fairQueue';
import { rateLimited } from './tokenBucket';

/**
 * Who is refused so often in two seconds one after the other is refused everything, until it asks less often than that
 * for a second. A burst that waits as it is told is not.
 */
const MAX_REJECTIONS = 50;
const SECOND_MS = 1_000;
/** Expected to wait for more than this share of what is waited for, who comes is not let in: a guess is no promise. */
const MAX_WAIT_SHARE = 0.8;
/** Refusals are held back for a time between these: who does not wait by itself is made to, and not in step. */
const DELAY_MS = [500, 1_000] as const;
/** Refusals held at once; what is beyond goes out at once. */
const MAX_DELAYED = 1_000;

const OVERLOADED = unavailable('More is asked than can be answered now.');
const CALLER_OVERLOADED = rateLimited('More operations of this caller wait already than can be answered in time.', 1);
const PERSISTENT = rateLimited('Refused again and again, this caller goes on asking; wait.', 2);

/**
 * Turns requests away by what they say at once, their credential as it stands or else their address: before a body is
 * read, which is where most of a refusal's work would be. It forgets whoever is gone.
 */
export class AdmissionController {
  readonly #admitted = new Map<string, number>();
  /** Refusals in this second, and who had too many in the last one and in the one before. */
  readonly #rejections = new Map<string, number>();
  #rejectedLastSecond = new Set<string>();
  #rejectedSecondBefore = new Set<string>();
  #secondStart = 0;
  #delayed = 0;

  /** @param clock a steady one, in milliseconds */
  constructor(
    private readonly queue: FairQueue,
    private readonly clock: () => number,
  ) {}

  /**
   * Lets a request in, until it leaves; or answers why not: UNAVAILABLE where its turn would not come in time,
   * RATE_LIMITED where that is the caller's own doing, or where it goes on asking while it is refused.
   */
  tryAdmit(who: string): GraphQLError | null {
    if (this.#isPersistent(who)) {
      this.recordRejection(who);
      return PERSISTENT;
    }
    const inside = this.#admitted.get(who) ?? 0;
    const { waitTimeout, runningPerCaller } = this.queue.limits;
    if (this.queue.expectedWait(inside) > waitTimeout * MAX_WAIT_SHARE)
      return inside < runningPerCaller ? OVERLOADED : CALLER_OVERLOADED;
    this.#admitted.set(who, inside + 1);
    return null;
  }

  release(who: string): void {
    const left = this.#admitted.get(who)! - 1;
    if (left === 0) this.#admitted.delete(who);
    else this.#admitted.set(who, left);
  }

  /** Notes that somebody was refused for asking too much. */
  recordRejection(who: string): void {
    this.#rejections.set(who, (this.#rejections.get(who) ?? 0) + 1);
  }

  /** Resolves when a refusal may go out. */
  async delayResponse(): Promise<void> {
    if (this.#delayed >= MAX_DELAYED) return;
    const [shortest, longest] = DELAY_MS;
    this.#delayed += 1;
    await new Promise((resolve) => setTimeout(resolve, shortest + Math.random() * (longest - shortest)));
    this.#delayed -= 1;
  }

  /** Whether two seconds in a row had too many refusals of the same. */
  #isPersistent(who: string): boolean {
    const now = this.clock();
    const passed = now - this.#secondStart;
    if (passed > SECOND_MS) {
      const names = [...this.#rejections].filter(([, times]) => times >= MAX_REJECTIONS).map(([name]) => name);
      const ago = passed > 2 * SECOND_MS;
      this.#rejectedSecondBefore = ago ? new Set() : this.#rejectedLastSecond;
      this.#rejectedLastSecond = new Set(ago ? [] : names);
      this.#rejections.clear();
      this.#secondStart = now;
    }
    return this.#rejectedLastSecond.has(who) && this.#rejectedSecondBefore.has(who);
  }
}
