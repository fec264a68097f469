import path from 'node:path';
import { sourcesIn } from './importGraph';
// Its hook has to be that of the group, not of the first file that opens a world.
import './readyDatabases';

declare global {
  /** The folder of the files, the number of this group and that of all groups. */
  var testGroup: { folder: string; group: number; groups: number };
}

/** Runs one group of the test files in one context. */

const { folder, group, groups } = testGroup;
const TESTS = path.join(__dirname, '..');
const files = sourcesIn(path.join(TESTS, folder)).filter((file) => file.endsWith('.test.ts'));

for (const file of files.sort().filter((_, at) => at % groups === group)) {
  describe(path.relative(TESTS, file), () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- its hooks have to be those of this block
    require(file);
  });
}
