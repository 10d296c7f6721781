import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(`server/test/harness/jest/${name}`, import.meta.url));

/** How a run goes, be it of one workspace or of all. */
export const run = {
  reporters: ['default', here('skip-reporter.ts')],
  maxWorkers: 2,
  // Modules of files that are over stay in memory, 40 MB of each that starts a server: past this a worker begins anew.
  workerIdleMemoryLimit: '700MB',
  // No test is about time: a slow machine shall be slow, not wrong.
  testTimeout: 300_000,
};
