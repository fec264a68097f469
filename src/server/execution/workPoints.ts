import type { CachedDocument } from '../documents/cachedDocument';
import type { TokenBucket } from '../admission/tokenBucket';
import type { GraphQLRequest } from '../requestTypes';

/**
 * Work that requests cause in addition to their objects, in points of 20 µs, where it exceeds what most requests cause.
 */

/** Points of parsing a body: 20 ms for a megabyte of escapes. */
export const bodyPoints = ({ bodyBytes }: GraphQLRequest): number =>
  Math.max(0, bodyBytes - FREE_BYTES) * POINTS_PER_BYTE;
const POINTS_PER_BYTE = 0.001;
const FREE_BYTES = 10_000;

/** Points of reading an unknown document: 20 ms for 100,000 characters of a block string. */
export const readingPoints = ({ length }: string): number =>
  Math.ceil(Math.max(0, length - FREE_CHARACTERS) * POINTS_PER_CHARACTER);
const POINTS_PER_CHARACTER = 0.01;
const FREE_CHARACTERS = 2_000;

/** Points of a document that cannot be parsed, or is over a limit of its size: 3 ms for 1,000 tokens. */
export const unreadablePoints = ({ length }: string): number =>
  Math.min(MAX_UNREADABLE, length * POINTS_PER_UNREADABLE_CHARACTER);
const POINTS_PER_UNREADABLE_CHARACTER = 0.1;
const MAX_UNREADABLE = 200;

/** Points of counting comparisons or selections up to their limit, which takes 10 ms. */
export const OVER_COMPARISONS = 500;

/** Points of adding up the cost: 20 ms for 20,000 steps. */
export const stepPoints = (steps: number): number => Math.max(0, steps - FREE_STEPS) * POINTS_PER_STEP;
const POINTS_PER_STEP = 0.05;
const FREE_STEPS = 200;

/** Points of validating an unknown document: 20 ms for 2,000 tokens, 10 ms for 5,000 comparisons. */
export const validationPoints = ({ tokens, comparisons }: CachedDocument): number =>
  Math.max(0, tokens - FREE_TOKENS) * POINTS_PER_TOKEN + comparisons * POINTS_PER_COMPARISON;
const POINTS_PER_TOKEN = 0.5;
const FREE_TOKENS = 100;
const POINTS_PER_COMPARISON = 0.1;

/** Points of each error, which takes 0.1 ms; one of a document that is not valid suggests names, in 0.4 ms. */
export const errorPoints = ({ isValid }: CachedDocument): number => (isValid ? 5 : 20);

/** Points of a credential that is rejected. */
export const REJECTED_CREDENTIAL = 10;

/** Share of its points that an address keeps while callers are authenticated after their documents are checked. */
const RESERVE = 0.1;

/** Returns whether an address has spent its points, so that its callers are authenticated first. */
export const hasSpent = (points: TokenBucket, addressKey: string): boolean =>
  points.available(addressKey) < points.limits.capacity * RESERVE;

/** Charges the work of a request to the address that sent it, and to its account once that is known. */
export class WorkCharge {
  #charged = 0;

  constructor(
    private readonly points: TokenBucket,
    public callerKey: string,
  ) {}

  add(amount: number): void {
    if (amount === 0) return;
    this.#charged += amount;
    this.points.charge(this.callerKey, amount);
  }

  /** Charges an account instead, also for what was charged before. */
  transferTo(callerKey: string): void {
    if (this.#charged > 0) {
      this.points.charge(this.callerKey, -this.#charged);
      this.points.charge(callerKey, this.#charged);
    }
    this.callerKey = callerKey;
  }
}
