import { compareRandomDocuments } from '../fuzz/differential';
import { openStage, type FuzzStage } from '../fuzz/stage';

/** Random valid documents of the whole schema; `npm run test:fuzz` sends thousands of them. */

let stage: FuzzStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test.each([11, 12, 13])(
  'a known document answers what it answered when it was never seen, and costs at least its objects (seed %i)',
  async (seed) => {
    const report = await compareRandomDocuments(stage, { seed, documents: 120, shrink: true });
    expect(report.failures).toEqual([]);
    expect(report.answered).toBeGreaterThan(60);
  },
  300_000,
);
