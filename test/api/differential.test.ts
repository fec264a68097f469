import { compareRandomDocuments } from '../fuzz/differential';
import { openStage, type FuzzStage } from '../fuzz/stage';

/** Tests random valid documents over the whole schema; `npm run test:fuzz` sends thousands of them. */

let stage: FuzzStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test.each([11, 12, 13])(
  'a known document has the answer that it had when it was new, and costs at least its objects (seed %i)',
  async (seed) => {
    const report = await compareRandomDocuments(stage, { seed, documents: 120, shrink: true });
    expect(report.failures).toEqual([]);
    expect(report.answered).toBeGreaterThan(60);
  },
  300_000,
);
