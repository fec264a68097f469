import type { Limits } from './facts';

/**
 * Holds every number of the rulebook with its source: the providers' pages (overview, image types, choice of an image,
 * newer overview) or a decision of this project, explained in docs/decisions.md.
 */

/**
 * Default limits: custom images per root account and region (overview, image types, choice), shares per image (the same
 * three), operations per root account, region and day (overview, choice).
 */
export const DEFAULT_LIMITS: Limits = { imagesPerRegion: 10, sharesPerImage: 50, operationsPerDay: 5 };

/** Highest value to which an operator may set a limit; the lowest is 0 (own decision). */
export const MAX_LIMIT = 10_000;

/** Live access tokens per account (own decision: their list is returned whole, so a rule has to bound it). */
export const ACCESS_TOKENS_PER_ACCOUNT = 100;

/** GB of custom images in mainland regions that are stored free of charge, per root account (newer overview). */
export const FREE_MAINLAND_GB = 50;

/** Bounds of input, in code points, entries or GB (own decisions). */
export const NAME_LENGTH = 60;
export const DESCRIPTION_LENGTH = 256;
export const URL_LENGTH = 2_048;
export const IDS_PER_LIST = 1_000;
export const MAX_SIZE_GB = 32_768;
export const INSTANCES_PER_LAUNCH = 100;
export const PAGE_SIZE = { default: 20, max: 100 };
export const IDEMPOTENCY_KEY_LENGTH = 64;

/** Entries charged for the lists of the catalogue (own decision: the size of the catalogue, and a few more). */
export const CATALOGUE_SIZES = { regions: 25, instanceTypes: 10 };

/**
 * Accounts of an image's impact that are charged if the request gives no number; if there are more, the response is
 * counted (own decision).
 */
export const IMPACT_PAGE_SIZE = 50;

/**
 * Returns the number of shares of an image that is charged if the request gives none: as many as the limit allows. An
 * image may have more, given before the limit was lowered; the response is then counted.
 */
export function sharesAnswered(limits: Pick<Limits, 'sharesPerImage'>): number {
  return Math.max(limits.sharesPerImage, DEFAULT_LIMITS.sharesPerImage);
}

/**
 * Milliseconds by which the time of a ledger may be ahead of the clock (own decision: clocks step back by less).
 */
export const LEDGER_AHEAD_MS = 3_600_000;

const DAY_MS = 86_400_000;

/**
 * Returns the calendar day of a time, as `2026-11-20`.
 *
 * @param at in milliseconds
 * @param offset milliseconds that the day's clock is ahead of UTC
 */
export function dayOf(at: number, offset: number): string {
  return new Date(at + offset).toISOString().slice(0, 10);
}

/** Returns the first millisecond of the day after a time, at which the count of the day's operations restarts at 0. */
export function nextDayAt(at: number, offset: number): number {
  return (Math.floor((at + offset) / DAY_MS) + 1) * DAY_MS - offset;
}

/**
 * Returns the time of a write, in milliseconds: the clock's, or that of the last ledger entry if the clock has stepped
 * back since, so that a day that has ended never begins again. It follows an entry by `LEDGER_AHEAD_MS` at most: one
 * further ahead was written by a wrong clock, and its day would last until the clocks reach it.
 */
export function ledgerTime(clock: number, lastEntry: number): number {
  return Math.min(Math.max(clock, lastEntry), clock + LEDGER_AHEAD_MS);
}
