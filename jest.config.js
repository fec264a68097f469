const setupFiles = ['<rootDir>/test/support/productionGraphql.ts'];

const base = {
  testEnvironment: 'node',
  setupFiles,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.(t|j|mj)s$': '@swc/jest' },
  // These are published as ES modules alone.
  transformIgnorePatterns: ['/node_modules/(?!(jose|auto-bind|change-case|change-case-all|sponge-case|swap-case)/)'],
};

/** The rules and the architecture are tested once; what the API answers, on both databases. */
/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 60_000,
  // Jest leaves one core free; there is nobody here to want it. A worker that has grown large is replaced.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '700MB',
  projects: [
    {
      ...base,
      displayName: 'sqlite',
      globalSetup: '<rootDir>/test/support/makeBuildFolder.ts',
      globalTeardown: '<rootDir>/test/support/removeBuildFolder.ts',
    },
    {
      ...base,
      displayName: 'postgres',
      testMatch: ['**/api/**/*.test.ts'],
      setupFiles: [...setupFiles, '<rootDir>/test/support/onPostgres.ts'],
      globalSetup: '<rootDir>/test/support/startPostgres.ts',
      globalTeardown: '<rootDir>/test/support/stopPostgres.ts',
    },
  ],
};
