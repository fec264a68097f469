import { execFile } from 'node:child_process';
import path from 'node:path';
import { OPERATIONS, RULEBOOK, type OperationKind } from '../src/policy/rulebook';

/**
 * Proves that each rule is tested: removes every rule from every operation, one at a time and in memory, and counts the
 * policy tests that fail without it. A rule whose removal fails no test is not tested.
 */

const BATCH_SIZE = 2;

/** The part of Jest's report that is read here. */
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
  // A rule must be missed for the requests that it no longer denies: the first of these tests inspects the lists of
  // rules, and the others evaluate no rule.
  '--testPathIgnorePatterns=/(rulebook|visibility|limits|fees)\\.test\\.ts$',
];

/** Returns the tests that fail without a rule, or (null) with all rules. A file that does not run counts as a test. */
async function failuresWithout(removed: [OperationKind, string] | null): Promise<string[]> {
  const env = { ...process.env, REMOVED_RULE: removed?.join(' ') ?? '' };
  const options = { cwd: path.join(__dirname, '..'), env, maxBuffer: Infinity };
  const output = await new Promise<string>((resolve) =>
    // Jest exits with 1 where tests fail, which is expected here; its report has the details.
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
