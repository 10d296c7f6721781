import { suite as client } from './client/jest.config.js';
import { run } from './jest.run.js';
import { suite as landing } from './landing/jest.config.js';
import { suite as server } from './server/jest.config.js';

/** All tests in one run: no worker is idle while any workspace has tests left, and Postgres and pages are made once. */
export default {
  ...run,
  projects: [
    { ...server, rootDir: '<rootDir>/server' },
    { ...client, rootDir: '<rootDir>/client' },
    { ...landing, rootDir: '<rootDir>/landing' },
  ],
};
