/** Jest as ESM, as in the server: unit tests in test/, the whole product in a real Chromium in e2e/. */
export function configurePages(react) {
  return {
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
            transform: { react },
          },
          module: { type: 'es6' },
        },
      ],
    },
    globalSetup: '<rootDir>/../server/test/harness/jest/global-setup-with-pages.ts',
    globalTeardown: '<rootDir>/../server/test/harness/jest/global-teardown.ts',
  };
}
