/** Jest as ESM, with a real server and Postgres, as in server/jest.config.js. `npm test` builds the page first. */
export default {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/{test,e2e}/**/*.test.{ts,tsx}'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/../server/test/harness/global-setup-with-pages.ts',
  globalTeardown: '<rootDir>/../server/test/harness/global-teardown.ts',
  reporters: ['default', '<rootDir>/../server/test/harness/skip-reporter.ts'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
