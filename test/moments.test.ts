import fc from 'fast-check';
import { Kind } from 'graphql';
import { DateTime, Decimal, isoOf } from '../src/entities/scalars';

test('isoOf formats any time like toISOString, in any order of days', () => {
  // The range of a Date.
  const moment = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });
  const near = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 0, 3) });
  fc.assert(
    fc.property(fc.oneof(moment, near), (at) => isoOf(at) === new Date(at).toISOString()),
    { numRuns: 5_000 },
  );
});

describe('the scalar DateTime', () => {
  const RANGE = 'A DateTime must be from 0001-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z; got ';
  test.each([
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0001-01-01T14:00:00+14:00', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T11:59:59.999-12:00', '9999-12-31T23:59:59.999Z'],
  ])('accepts %s and serializes it as %s', (text, answered) =>
    expect(DateTime.serialize(DateTime.parseValue(text))).toBe(answered),
  );

  test.each([
    ['0000-12-31T23:59:59.999Z', '0000-12-31T23:59:59.999Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00+00:01', '0000-12-31T23:59:00.000Z'],
    ['9999-12-31T23:59:59-12:00', '+010000-01-01T11:59:59.000Z'],
    ['9999-12-31T23:59:00-00:01', '+010000-01-01T00:00:00.000Z'],
  ])('rejects %s with the limits', (text, utc) => {
    expect(() => DateTime.parseValue(text)).toThrow(`${RANGE}${utc} in UTC.`);
  });

  test('parses its own output for any year, day and offset that it accepts', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const text = fc
      .tuple(
        fc.nat(9999),
        fc.constantFrom('01-01', '12-31', '06-15'),
        fc.nat(23),
        fc.constantFrom('+', '-'),
        fc.nat(23),
      )
      .map(([y, day, h, sign, off]) => `${String(y).padStart(4, '0')}-${day}T${two(h)}:30:00${sign}${two(off)}:00`);
    fc.assert(
      fc.property(text, (moment) => {
        let at: number;
        try {
          at = DateTime.parseValue(moment);
        } catch (error) {
          expect((error as Error).message).toContain(RANGE);
          return;
        }
        expect(DateTime.parseValue(DateTime.serialize(at))).toBe(at);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the scalar Decimal', () => {
  const FORM = 'A decimal is text such as "0.12": digits, at most six after the point, no sign.';
  test.each([
    ['1000000', 1_000_000_000_000],
    ['1000000.000000', 1_000_000_000_000],
    ['0.000001', 1],
    ['0000000000012', 12_000_000],
  ])('parses %s as %d millionths', (text, millionths) => expect(Decimal.parseValue(text)).toBe(millionths));

  test.each([
    ['1000000.000001', 'A decimal must be at most 1,000,000; got 1000000.000001.'],
    ['1000001', 'A decimal must be at most 1,000,000; got 1000001.'],
    ['10000000', 'A decimal must be at most 1,000,000; got 10000000.'],
    ['1000000000', 'A decimal must be at most 1,000,000; got 1000000000.'],
    ['9'.repeat(400), `A decimal must be at most 1,000,000; got ${'9'.repeat(30)}….`],
    ['1.0000000', FORM],
    ['-1', FORM],
    ['1e9', FORM],
    ['', FORM],
    ['1000000000.', FORM],
  ])('rejects %s: %s', (text, message) => {
    expect(() => Decimal.parseValue(text)).toThrow(message);
    expect(() => Decimal.parseLiteral({ kind: Kind.STRING, value: text })).toThrow(message);
  });
});
