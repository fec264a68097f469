import type { GraphQLError } from 'graphql';
import { unavailable } from '../errors';
import type { FairQueue } from './fairQueue';
import { rateLimited } from './tokenBucket';

/**
 * Who is refused so often in two seconds one after the other is refused everything, until it asks less often than that
 * for a second. A burst that waits as it is told is not.
 */
const MAX_REJECTIONS = 50;
const SECOND_MS = 1_000;
/** Expected to wait for more than this share of what is waited for, who comes is not let in: a guess is no promise. */
const SURE = 0.8;
/** Refusals are held back for a time between these: who does not wait by itself is made to, and not in step. */
const HELD_MS = [500, 1_000] as const;
/** Refusals held at once; what is beyond goes out at once. */
const MAX_DELAYED = 1_000;

const TOO_MUCH = unavailable('More is asked than can be answered now.');
const TOO_MANY = rateLimited('More operations of this caller wait already than can be answered in time.', 1);
const TOO_OFTEN = rateLimited('Refused again and again, this caller goes on asking; wait.', 2);

/**
 * Turns requests away by what they say at once, their credential as it stands or else their address: before a body is
 * read, which is where most of a refusal's work would be. It forgets whoever is gone.
 */
export class AdmissionController {
  readonly #inside = new Map<string, number>();
  /** Refusals in this second, and who had too many in the last one and in the one before. */
  readonly #refusals = new Map<string, number>();
  #often = new Set<string>();
  #oftenBefore = new Set<string>();
  #since = 0;
  #held = 0;

  /** @param clock a steady one, in milliseconds */
  constructor(
    private readonly lanes: FairQueue,
    private readonly clock: () => number,
  ) {}

  /**
   * Lets a request in, until it leaves; or answers why not: UNAVAILABLE where its turn would not come in time,
   * RATE_LIMITED where that is the caller's own doing, or where it goes on asking while it is refused.
   */
  tryAdmit(who: string): GraphQLError | null {
    if (this.#doesNotWait(who)) {
      this.recordRejection(who);
      return TOO_OFTEN;
    }
    const inside = this.#inside.get(who) ?? 0;
    const { waitTimeout, runningPerCaller } = this.lanes.limits;
    if (this.lanes.expectedWait(inside) > waitTimeout * SURE) return inside < runningPerCaller ? TOO_MUCH : TOO_MANY;
    this.#inside.set(who, inside + 1);
    return null;
  }

  release(who: string): void {
    const left = this.#inside.get(who)! - 1;
    if (left === 0) this.#inside.delete(who);
    else this.#inside.set(who, left);
  }

  /** Notes that somebody was refused for asking too much. */
  recordRejection(who: string): void {
    this.#refusals.set(who, (this.#refusals.get(who) ?? 0) + 1);
  }

  /** Resolves when a refusal may go out. */
  async delayResponse(): Promise<void> {
    if (this.#held >= MAX_DELAYED) return;
    const [shortest, longest] = HELD_MS;
    this.#held += 1;
    await new Promise((resolve) => setTimeout(resolve, shortest + Math.random() * (longest - shortest)));
    this.#held -= 1;
  }

  /** Whether two seconds in a row had too many refusals of the same. */
  #doesNotWait(who: string): boolean {
    const now = this.clock();
    const passed = now - this.#since;
    if (passed > SECOND_MS) {
      const names = [...this.#refusals].filter(([, times]) => times >= MAX_REJECTIONS).map(([name]) => name);
      const ago = passed > 2 * SECOND_MS;
      this.#oftenBefore = ago ? new Set() : this.#often;
      this.#often = new Set(ago ? [] : names);
      this.#refusals.clear();
      this.#since = now;
    }
    return this.#often.has(who) && this.#oftenBefore.has(who);
  }
}
