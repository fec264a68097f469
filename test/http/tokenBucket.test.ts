import type { GraphQLError } from 'graphql';
import { TokenBucket } from '../../src/server/admission/tokenBucket';

/** The token bucket: points per caller, restored steadily. */

describe('a token bucket', () => {
  const clock = { now: 0 };
  let points: TokenBucket;
  beforeEach(() => {
    clock.now = 5_000;
    points = new TokenBucket({ capacity: 100, perSecond: 10 }, () => clock.now);
  });

  const outcome = (caller: string, cost: number): object => {
    try {
      return { left: points.consume(caller, cost) };
    } catch (error) {
      return { message: (error as Error).message, ...(error as GraphQLError).extensions };
    }
  };
  const limited = (cost: number, left: number, seconds: number) => ({
    message: `This operation costs ${cost} ${cost === 1 ? 'point' : 'points'}; ${left} are left, and 10 are restored each second.`,
    code: 'RATE_LIMITED',
    retryAfterSeconds: seconds,
    http: { status: 429, headers: new Map([['retry-after', String(seconds)]]) },
  });

  test('starts full and returns the points that are left', () => {
    expect(points.available('a')).toBe(100);
    expect([points.consume('a', 30), points.consume('a', 70), points.available('a')]).toEqual([70, 0, 0]);
  });

  test('rejects a cost above the points that are left, and consumes nothing for it', () => {
    points.consume('a', 95);
    expect(outcome('a', 6)).toEqual(limited(6, 5, 1));
    expect(outcome('a', 26)).toEqual(limited(26, 5, 3));
    expect(outcome('a', 25)).toEqual(limited(25, 5, 2));
    expect(points.consume('a', 5)).toBe(0);
  });

  test('lets a caller owe the points of work that was done, up to its capacity, until they are restored', () => {
    points.charge('a', 130);
    expect(points.available('a')).toBe(0);
    expect(outcome('a', 1)).toEqual(limited(1, 0, 4));
    clock.now += 3_100;
    expect(outcome('a', 1)).toEqual({ left: 0 });
    points.charge('a', 1_000_000);
    expect(outcome('a', 100)).toEqual(limited(100, 0, 20));
  });

  test('gives points back, and never more than its capacity', () => {
    points.charge('a', 40);
    points.charge('a', -30);
    expect(points.available('a')).toBe(90);
    points.charge('a', -30);
    expect(points.available('a')).toBe(100);
  });

  test('restores points to the millisecond', () => {
    points.consume('a', 100);
    clock.now += 99;
    expect(outcome('a', 1)).toEqual(limited(1, 0, 1));
    clock.now += 1;
    expect(outcome('a', 1)).toEqual({ left: 0 });
    clock.now += 2_550;
    expect(points.available('a')).toBe(25);
    expect(outcome('a', 26)).toEqual(limited(26, 25, 1));
  });

  test('never exceeds its capacity, even after 1,000,000 seconds of idleness', () => {
    points.consume('a', 1);
    clock.now += 1_000_000_000;
    expect(points.available('a')).toBe(100);
  });

  test('has enough points after retryAfterSeconds', () => {
    points.consume('a', 100);
    const { retryAfterSeconds } = outcome('a', 77) as { retryAfterSeconds: number };
    clock.now += retryAfterSeconds * 1_000;
    expect([retryAfterSeconds, outcome('a', 77)]).toEqual([8, { left: 3 }]);
  });

  test('names the time until it is full for a cost above its capacity', () => {
    points.consume('a', 100);
    expect(outcome('a', 150)).toEqual(limited(150, 0, 10));
  });

  test('keeps its points when the clock steps back', () => {
    points.consume('a', 50);
    clock.now -= 1_000;
    expect(points.available('a')).toBe(50);
  });

  test('is separate for each caller, also for one named “constructor”', () => {
    points.consume('a', 100);
    expect([points.available('a'), points.available('b'), points.available('constructor')]).toEqual([0, 100, 100]);
  });
});
