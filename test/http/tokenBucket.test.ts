import type { GraphQLError } from 'graphql';
import { TokenBucket } from '../../src/server/admission/tokenBucket';

/** Everybody has a bucket of points; what is taken comes back steadily. */

describe('a bucket', () => {
  const clock = { now: 0 };
  let points: TokenBucket;
  beforeEach(() => {
    clock.now = 5_000;
    points = new TokenBucket({ capacity: 100, perSecond: 10 }, () => clock.now);
  });

  const refusal = (holder: string, cost: number): object => {
    try {
      return { left: points.consume(holder, cost) };
    } catch (error) {
      return { message: (error as Error).message, ...(error as GraphQLError).extensions };
    }
  };
  const limited = (cost: number, left: number, seconds: number) => ({
    message: `This operation costs ${cost} points; ${left} are left, and 10 are restored each second.`,
    code: 'RATE_LIMITED',
    retryAfterSeconds: seconds,
    http: { status: 429, headers: new Map([['retry-after', String(seconds)]]) },
  });

  test('is full at first, and says what is left', () => {
    expect(points.available('a')).toBe(100);
    expect([points.consume('a', 30), points.consume('a', 70), points.available('a')]).toEqual([70, 0, 0]);
  });

  test('gives nothing it has not, and takes nothing for what it refused', () => {
    points.consume('a', 95);
    expect(refusal('a', 6)).toEqual(limited(6, 5, 1));
    expect(refusal('a', 26)).toEqual(limited(26, 5, 3));
    expect(refusal('a', 25)).toEqual(limited(25, 5, 2));
    expect(points.consume('a', 5)).toBe(0);
  });

  test('is exact to the millisecond', () => {
    points.consume('a', 100);
    clock.now += 99;
    expect(refusal('a', 1)).toEqual(limited(1, 0, 1));
    clock.now += 1;
    expect(refusal('a', 1)).toEqual({ left: 0 });
    clock.now += 2_550;
    expect(points.available('a')).toBe(25);
    expect(refusal('a', 26)).toEqual(limited(26, 25, 1));
  });

  test('holds no more than it can, however long nobody asks', () => {
    points.consume('a', 1);
    clock.now += 1_000_000_000;
    expect(points.available('a')).toBe(100);
  });

  test('gives enough after the seconds that it named', () => {
    points.consume('a', 100);
    const { retryAfterSeconds } = refusal('a', 77) as { retryAfterSeconds: number };
    clock.now += retryAfterSeconds * 1_000;
    expect([retryAfterSeconds, refusal('a', 77)]).toEqual([8, { left: 3 }]);
  });

  test('names the time until it is full for what it can never give', () => {
    points.consume('a', 100);
    expect(refusal('a', 150)).toEqual(limited(150, 0, 10));
  });

  test('does not run backwards with its clock', () => {
    points.consume('a', 50);
    clock.now -= 1_000;
    expect(points.available('a')).toBe(50);
  });

  test('is one for each holder', () => {
    points.consume('a', 100);
    expect([points.available('a'), points.available('b'), points.available('constructor')]).toEqual([0, 100, 100]);
  });
});
