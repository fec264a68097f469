import { parseArgs } from 'node:util';
import { compareRandomDocuments } from './differential';
import { openStage } from './stage';

/** `npm run test:fuzz -- --seed 1 --documents 5000` compares the answers to new and to known documents. */

const USAGE = 'npm run test:fuzz -- [--seed N] [--documents N] [--no-shrink]';

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { seed: text, documents: text, 'no-shrink': { type: 'boolean' } } });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const documents = Number(values.documents ?? 1_000);
  if (!Number.isInteger(seed) || !Number.isInteger(documents) || documents < 1) throw new Error(USAGE);
  const stage = await openStage();
  try {
    const progress = (done: number) => {
      if (done % 500 === 0) console.error(`${done} of ${documents} documents`);
    };
    const report = await compareRandomDocuments(stage, { seed, documents, shrink: !values['no-shrink'], progress });
    for (const { what, caller, text: document, variables } of report.failures) {
      console.log(`As ${caller}, with ${JSON.stringify(variables)}:\n${document}\n${what}\n`);
    }
    const { answered, failures } = report;
    console.log(
      `seed ${seed}: ${report.documents} documents, ${answered} requests answered with data, ${failures.length} failures`,
    );
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    await stage.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
