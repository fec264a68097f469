import fc from 'fast-check';
import { isoOf } from '../src/entities/scalars';

test('a moment is written as the language itself writes it, in whatever order the days come', () => {
  // All that a Date can hold.
  const moment = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });
  const near = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 0, 3) });
  fc.assert(
    fc.property(fc.oneof(moment, near), (at) => isoOf(at) === new Date(at).toISOString()),
    { numRuns: 5_000 },
  );
});
