import { readEnvironment } from '../src/config/environment';
import { monotonicClock } from '../src/store/ledger';

/** The offset of the day, and the clock that it is read from. */

const HOUR = 3_600_000;

describe('DAY_UTC_OFFSET', () => {
  test.each([
    [undefined, 0],
    ['', 0],
    ['+00:00', 0],
    ['-00:00', 0],
    ['+08:00', 8 * HOUR],
    ['+05:45', 5.75 * HOUR],
    ['-03:30', -3.5 * HOUR],
    ['-12:00', -12 * HOUR],
    ['+14:00', 14 * HOUR],
  ])('accepts %p as an offset of %d ms', (DAY_UTC_OFFSET, ms) => {
    expect(readEnvironment({ DAY_UTC_OFFSET }).dayOffset).toBe(ms);
  });

  test.each([
    '8',
    '08:00',
    '+8:00',
    '+0800',
    '+08:60',
    '-12:01',
    '-13:00',
    '+14:01',
    '+15:00',
    '+24:00',
    'UTC',
    'Z',
    'Asia/Shanghai',
  ])('rejects %p with a sentence that names it', (DAY_UTC_OFFSET) => {
    expect(() => readEnvironment({ DAY_UTC_OFFSET })).toThrow(
      `DAY_UTC_OFFSET must be an offset from \`-12:00\` to \`+14:00\`; got "${DAY_UTC_OFFSET}".`,
    );
  });
});

describe('the clock of the service', () => {
  const NOON = Date.UTC(2026, 2, 4, 12);
  let system: jest.SpyInstance<number>;
  beforeEach(() => (system = jest.spyOn(Date, 'now')));
  afterEach(() => system.mockRestore());

  test('follows the system’s clock, holds still through a step back of an hour, and follows a larger one', () => {
    const clock = monotonicClock();
    const reads = (at: number) => {
      system.mockReturnValue(at);
      return clock() - NOON;
    };
    expect(reads(NOON)).toBe(0);
    expect(reads(NOON + 5)).toBe(5);
    expect(reads(NOON + 5 - HOUR)).toBe(5);
    expect(reads(NOON + 4 - HOUR)).toBe(4 - HOUR);
    expect(reads(NOON + 30 * 24 * HOUR)).toBe(30 * 24 * HOUR);
    expect(reads(NOON)).toBe(0);
    expect(reads(NOON + 1)).toBe(1);
  });
});
