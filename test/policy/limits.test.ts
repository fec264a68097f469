import fc from 'fast-check';
import {
  ACCESS_TOKENS_PER_ACCOUNT,
  dayOf,
  DEFAULT_LIMITS,
  FREE_MAINLAND_GB,
  INSTANCES_PER_LAUNCH,
  MAX_LIMIT,
  MAX_SIZE_GB,
  ledgerTime,
  LEDGER_AHEAD_MS,
  nextDayAt,
  PAGE_SIZE,
  URL_LENGTH,
} from '../../src/policy/limits';

/** The numbers of the rulebook, and the day by which operations are counted. */

test.each([
  ['custom images per root account and region', DEFAULT_LIMITS.imagesPerRegion, 10],
  ['accounts an image is shared with', DEFAULT_LIMITS.sharesPerImage, 50],
  ['operations per root account, region and day', DEFAULT_LIMITS.operationsPerDay, 5],
  ['the largest limit an operator may set', MAX_LIMIT, 10_000],
  ['live access tokens per account', ACCESS_TOKENS_PER_ACCOUNT, 100],
  ['GB of custom images in mainland regions that are free', FREE_MAINLAND_GB, 50],
  ['milliseconds that a ledger may be ahead of the clock', LEDGER_AHEAD_MS, 3_600_000],
  ['instances per launch', INSTANCES_PER_LAUNCH, 100],
  ['GB of the largest image', MAX_SIZE_GB, 32_768],
  ['characters of an import URL', URL_LENGTH, 2_048],
  ['entries of the largest page', PAGE_SIZE.max, 100],
])('the number for %s is %d', (_what, number, expected) => expect(number).toBe(expected));

describe('the day is the UTC calendar day', () => {
  test.each([
    ['an ordinary noon', '2026-03-04T12:00:00.000Z', '2026-03-04', '2026-03-05'],
    ['the first millisecond of a day', '2026-03-04T00:00:00.000Z', '2026-03-04', '2026-03-05'],
    ['the last millisecond of a day', '2026-03-04T23:59:59.999Z', '2026-03-04', '2026-03-05'],
    ['the first millisecond of the next day', '2026-03-05T00:00:00.000Z', '2026-03-05', '2026-03-06'],
    ['a morning in Beijing, which is on the day before', '2026-03-05T07:59:59.999+08:00', '2026-03-04', '2026-03-05'],
    ['eight o’clock in Beijing', '2026-03-05T08:00:00.000+08:00', '2026-03-05', '2026-03-06'],
    ['an evening in Virginia, which is on the day after', '2026-03-04T19:00:00.000-05:00', '2026-03-05', '2026-03-06'],
    ['the end of a month', '2026-04-30T23:59:59.999Z', '2026-04-30', '2026-05-01'],
    ['the end of February', '2026-02-28T23:59:59.999Z', '2026-02-28', '2026-03-01'],
    ['the end of the day before a leap day', '2028-02-28T23:59:59.999Z', '2028-02-28', '2028-02-29'],
    ['the start of a leap day', '2028-02-29T00:00:00.000Z', '2028-02-29', '2028-03-01'],
    ['the end of a leap day', '2028-02-29T23:59:59.999Z', '2028-02-29', '2028-03-01'],
    ['the end of February of a century without a leap day', '2100-02-28T23:59:59.999Z', '2100-02-28', '2100-03-01'],
    ['the end of a year', '2026-12-31T23:59:59.999Z', '2026-12-31', '2027-01-01'],
    ['the start of a year', '2027-01-01T00:00:00.000Z', '2027-01-01', '2027-01-02'],
    ['an evening on which clocks change elsewhere', '2026-03-29T23:30:00.000Z', '2026-03-29', '2026-03-30'],
    ['the first millisecond of 1970', '1970-01-01T00:00:00.000Z', '1970-01-01', '1970-01-02'],
  ])('for %s: %s', (_when, time, day, next) => {
    expect(dayOf(Date.parse(time), 0)).toBe(day);
    expect(nextDayAt(Date.parse(time), 0)).toBe(Date.parse(`${next}T00:00:00.000Z`));
  });

  test('and the next day begins after the last millisecond of this one, within 24 hours, at any offset', () => {
    const offset = fc.integer({ min: -12 * 60, max: 14 * 60 }).map((minutes) => minutes * 60_000);
    fc.assert(
      fc.property(fc.nat({ max: Date.UTC(2200, 0) }), offset, (at, offset) => {
        const next = nextDayAt(at, offset);
        expect(dayOf(next - 1, offset)).toBe(dayOf(at, offset));
        expect(dayOf(next, offset)).not.toBe(dayOf(at, offset));
        expect(next - at).toBeGreaterThan(0);
        expect(next - at).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });
});

describe('the day at another offset begins at that midnight', () => {
  const HOUR = 3_600_000;
  test.each([
    [
      'the last millisecond in Beijing',
      '2026-03-04T23:59:59.999+08:00',
      8 * HOUR,
      '2026-03-04',
      '2026-03-04T16:00:00.000Z',
    ],
    ['midnight in Beijing', '2026-03-05T00:00:00.000+08:00', 8 * HOUR, '2026-03-05', '2026-03-05T16:00:00.000Z'],
    [
      'midnight in UTC, which is a morning in Beijing',
      '2026-03-05T00:00:00.000Z',
      8 * HOUR,
      '2026-03-05',
      '2026-03-05T16:00:00.000Z',
    ],
    [
      'the last millisecond west of Greenwich',
      '2026-03-04T23:59:59.999-03:30',
      -3.5 * HOUR,
      '2026-03-04',
      '2026-03-05T03:30:00.000Z',
    ],
    [
      'midnight west of Greenwich',
      '2026-03-05T00:00:00.000-03:30',
      -3.5 * HOUR,
      '2026-03-05',
      '2026-03-06T03:30:00.000Z',
    ],
  ])('for %s', (_when, time, offset, day, next) => {
    expect(dayOf(Date.parse(time), offset)).toBe(day);
    expect(new Date(nextDayAt(Date.parse(time), offset)).toISOString()).toBe(next);
  });
});

describe('the time of a ledger follows its last entry by at most an hour:', () => {
  const NOON = Date.UTC(2026, 2, 4, 12);
  const HOUR = 3_600_000;
  test.each([
    ['a first entry has the clock’s time', 0, 0],
    ['an entry before now changes nothing', -1, 0],
    ['an entry of now changes nothing', 0, 0],
    ['an entry a second ahead is followed', 1_000, 1_000],
    ['an entry an hour ahead is followed', HOUR, HOUR],
    ['an entry further ahead is followed by an hour', HOUR + 1, HOUR],
    ['an entry 30 days ahead is followed by an hour', 30 * 24 * HOUR, HOUR],
  ])('%s', (_what, ahead, expected) => expect(ledgerTime(NOON, NOON + ahead) - NOON).toBe(expected));

  test('and never goes back while the clocks differ by at most an hour', () => {
    const clocks = fc.array(fc.tuple(fc.nat({ max: 5 * HOUR }), fc.nat({ max: HOUR })), { maxLength: 30 });
    fc.assert(
      fc.property(clocks, (steps) => {
        let [truth, last] = [NOON, 0];
        for (const [passed, ahead] of steps) {
          truth += passed;
          const at = ledgerTime(truth + ahead, last);
          expect(at).toBeGreaterThanOrEqual(last);
          last = at;
        }
      }),
    );
  });
});
