import { execFile } from 'node:child_process';
import path from 'node:path';
import { OPERATIONS, RULEBOOK, type OperationKind } from '../src/policy/rulebook';

/**
 * Proves that each rule matters: takes every rule out of every operation, one at a time and in memory, and counts the
 * policy tests that fail without it. A rule that nothing misses is not tested.
 */

const BATCH_SIZE = 2;

/** As much of Jest's report as is needed here. */
interface Report {
  numTotalTests: number;
  testResults: {
    name: string;
    status: 'passed' | 'failed';
    assertionResults: { fullName: string; status: string }[];
  }[];
}

const jest = [
  require.resolve('jest/bin/jest'),
  '--selectProjects=sqlite',
  '--testPathPatterns=test/policy',
  '--json',
  '--runInBand',
  '--setupFiles=./test/support/removeRule.ts',
  // A rule has to be missed for what it no longer refuses: the first of these looks at the lists of rules themselves,
  // and the others ask no rule at all.
  '--testPathIgnorePatterns=/(rulebook|visibility|limits|fees)\\.test\\.ts$',
];

/** The tests that fail without a rule, or (null) with all of them. A file that does not run at all counts as one. */
async function failuresWithout(removed: [OperationKind, string] | null): Promise<string[]> {
  const env = { ...process.env, REMOVED_RULE: removed?.join(' ') ?? '' };
  const options = { cwd: path.join(__dirname, '..'), env, maxBuffer: Infinity };
  const output = await new Promise<string>((resolve) =>
    // Jest ends with 1 where tests fail, which is what is hoped for; what it reports tells more.
    execFile(process.execPath, jest, options, (_error, stdout, stderr) => resolve(stdout.trim() || stderr)),
  );
  if (!output.startsWith('{')) throw new Error(`Jest did not run: ${output}`);
  const { numTotalTests, testResults } = JSON.parse(output) as Report;
  if (numTotalTests === 0) throw new Error(`No test ran: ${output}`);
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === 'failed');
    return status === 'failed' && failed.length === 0 ? [name] : failed.map(({ fullName }) => `${name} ${fullName}`);
  });
}

async function main() {
  const pairs = OPERATIONS.flatMap((operation) =>
    RULEBOOK[operation].map(({ name }): [OperationKind, string] => [operation, name]),
  );
  const anyway = new Set(await failuresWithout(null));
  if (anyway.size > 0) console.log(`With every rule in place ${anyway.size} tests fail; they are left out below.`);

  let unnoticed = 0;
  const queue = pairs.values();
  const work = async () => {
    for (const pair of queue) {
      const [operation, rule] = pair;
      const failed = (await failuresWithout(pair)).filter((test) => !anyway.has(test)).length;
      if (failed === 0) unnoticed += 1;
      console.log(`${operation} without ${rule}: ${failed} ${failed === 1 ? 'test fails' : 'tests fail'}`);
    }
  };
  await Promise.all(Array.from({ length: BATCH_SIZE }, work));
  console.log(`${pairs.length} rules removed, ${pairs.length - unnoticed} noticed, ${unnoticed} unnoticed`);
  process.exitCode = unnoticed === 0 ? 0 : 1;
}

void main();
