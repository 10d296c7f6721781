import { run } from '../jest.run.js';

/** Jest as ESM: imports carry `.ts`, so no module name mapping is needed (docs/adr/0008-jest-as-esm.md). */
export const suite = {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/harness/jest/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/jest/global-teardown.ts',
};

export default { ...run, ...suite };
