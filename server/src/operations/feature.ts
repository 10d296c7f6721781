import type { ScheduledJob } from '../jobs/scheduler.ts';
import { jobRoutes } from './jobs/routes.ts';

/** What `features.ts` takes of operations. */
export const operations = {
  name: 'operations',
  routes: jobRoutes,
  jobs: [],
  hooks: {},
  build: (jobs: readonly ScheduledJob[]) => ({ jobs }),
  start: () => [],
} as const;
