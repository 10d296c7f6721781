import type { Context } from '../base-context.ts';
import { insightsRoutes } from './routes.ts';
import { createOverview } from './service.ts';

/** What `features.ts` takes of insights. */
export const insights = {
  name: 'insights',
  routes: insightsRoutes,
  jobs: [],
  hooks: {},
  build: ({ db }: Context) => ({ readOverview: createOverview(db) }),
  start: () => [],
} as const;
