import fc from 'fast-check';
import { anyStep, Model } from '../support/model';
import { World } from '../support/world';

/** Tests that the service answers any sequence of operations as a small model of the rulebook does. */

test('random sequences of operations, suspensions and days agree with the model at every step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 20, maxLength: 80 }), async (steps) => {
      const world = await World.open();
      try {
        const model = await Model.start(world);
        for (const step of steps) {
          const { expected, actual } = await model.step(step);
          expect([step, actual]).toEqual([step, expected]);
          const views = await model.views();
          expect(views.actual).toEqual(views.expected);
        }
      } finally {
        await world.close();
      }
    }),
    { numRuns: 12 },
  );
});

test('a fixed sequence of 1,200 steps agrees with the model, and every kind of answer occurs in it', async () => {
  const world = await World.open();
  try {
    const model = await Model.start(world);
    const answers = new Set<string>();
    for (const step of fc.sample(anyStep, { seed: 20_260_304, numRuns: 1_200 })) {
      const { expected, actual } = await model.step(step);
      expect([step, actual]).toEqual([step, expected]);
      for (const rule of actual) answers.add(rule);
    }
    expect([...answers].sort()).toEqual([
      '403',
      'ALREADY_SHARED',
      'ARCHITECTURE_MISMATCH',
      'COPY_REGION_UNSUPPORTED',
      'COPY_TO_SAME_REGION',
      'DAILY_OPERATION_LIMIT',
      'IMAGE_IS_SHARED',
      'IMAGE_LIMIT',
      'IMAGE_NOT_FOUND',
      'NOT_SHARED',
      'OWNER_SUSPENDED',
      'REGION_UNAVAILABLE',
      'SHARED_IMAGE_IS_LAUNCH_ONLY',
      'SHARE_LIMIT',
      'SHARE_WITH_SELF',
    ]);
  } finally {
    await world.close();
  }
});
