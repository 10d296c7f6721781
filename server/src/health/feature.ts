import { showHealthGauges } from './gauges.ts';
import { healthJobs } from './jobs.ts';
import { healthRoutes } from './routes.ts';
import type { HealthContext } from './service.ts';

/** What `features.ts` takes of health. */
export const health = {
  name: 'health',
  routes: healthRoutes,
  jobs: healthJobs,
  hooks: {},
  build: (): Pick<HealthContext, 'healthRuns'> => ({
    healthRuns: { stopping: new AbortController(), underWay: new Set() },
  }),
  start: ({ db, healthRuns: { stopping, underWay } }: HealthContext) => [
    showHealthGauges(db),
    async () => {
      stopping.abort(new Error('The node was stopped'));
      await Promise.allSettled(underWay);
    },
  ],
} as const;
