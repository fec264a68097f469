const config = require('./jest.config');

/**
 * `npm test`: every test file, several of them in one context. Loading the 1,950 modules of the service takes 2 s of CPU,
 * which a file of its own context spends before its first test.
 */

/** Contexts per database. More of them are spread more evenly over the cores, and load more modules. */
const GROUPS = 8;

/** Folders of the test files, as the projects match them. */
const FOLDERS = { sqlite: '.', postgres: 'api' };

const groups = {
  ...config,
  projects: config.projects.flatMap(({ displayName, ...project }) =>
    Array.from({ length: GROUPS }, (_, group) => ({
      ...project,
      displayName: `${displayName} ${group + 1}`,
      testMatch: ['<rootDir>/test/support/group.ts'],
      globals: { testGroup: { folder: FOLDERS[displayName], group, groups: GROUPS } },
    })),
  ),
};

// Files that the command line names run by themselves.
const isNamed = process.argv.slice(2).some((each) => !each.startsWith('-') && each.includes('test/'));

/** @type {import('jest').Config} */
module.exports = isNamed ? config : groups;
