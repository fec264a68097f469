import type { Limits } from './facts';

/**
 * Every number of the rulebook, with its source: the providers' pages (the overview, the image types, the choice of an
 * image, the newer overview) or this project's own decision, explained in docs/decisions.md.
 */

/** Custom images per root account and region (overview, image types, choice), shares per image (the same three), operations per root account, region and day (overview, choice). */
export const DEFAULT_LIMITS: Limits = { imagesPerRegion: 10, sharesPerImage: 50, operationsPerDay: 5 };

/** An operator may set each limit from 0 to this (own decision). */
export const MAX_LIMIT = 10_000;

/** Live access tokens per account (own decision: the list of them is answered whole, so a rule has to bound it). */
export const ACCESS_TOKENS_PER_ACCOUNT = 100;

/** GB of custom images in mainland regions that cost nothing to keep, per root account (newer overview). */
export const FREE_MAINLAND_GB = 50;

/** Shapes of input, in code points, entries or GB (own decisions). */
export const NAME_LENGTH = 60;
export const DESCRIPTION_LENGTH = 256;
export const URL_LENGTH = 2_048;
export const IDS_PER_LIST = 1_000;
export const MAX_SIZE_GB = 32_768;
export const INSTANCES_PER_LAUNCH = 100;
export const PAGE_SIZE = { default: 20, max: 100 };
export const IDEMPOTENCY_KEY_LENGTH = 64;

/** Entries that lists of the catalogue are charged for (own decision: what the catalogue holds, and a few more). */
export const CATALOGUE_SIZES = { regions: 25, instanceTypes: 10 };

/** Accounts of an image's impact that are charged for where no number is asked for; more are counted (own decision). */
export const IMPACT_PAGE_SIZE = 50;

/**
 * Shares of an image that are charged for where no number is asked for: as many as it may have. Those given before the
 * limit was lowered are counted.
 */
export function sharesAnswered(limits: Pick<Limits, 'sharesPerImage'>): number {
  return Math.max(limits.sharesPerImage, DEFAULT_LIMITS.sharesPerImage);
}

/** Milliseconds by which the time of a ledger may run ahead of the clock (own decision: backward steps of clocks are smaller). */
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

/** Returns the first millisecond of the day after a time: when the day's operations start again from none. */
export function nextDayAt(at: number, offset: number): number {
  return (Math.floor((at + offset) / DAY_MS) + 1) * DAY_MS - offset;
}

/**
 * Returns the time of a write, in milliseconds: the clock's, or that of the last ledger entry where the clock stepped
 * back since, so that a day that has ended never begins again. An entry further ahead than `LEDGER_AHEAD_MS` was written
 * by a clock that was wrong; following it would latch its day until the clocks arrive there.
 */
export function ledgerTime(clock: number, lastEntry: number): number {
  return Math.min(Math.max(clock, lastEntry), clock + LEDGER_AHEAD_MS);
}
