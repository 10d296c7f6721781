import type { Context } from '../base-context.ts';
import { loadCatalog } from './cached/snapshot.ts';
import { catalogRoutes } from './routes.ts';

/** What `features.ts` takes of the catalog. */
export const catalog = {
  name: 'catalog',
  routes: catalogRoutes,
  jobs: [],
  hooks: {},
  build: async (base: Context) => ({ catalog: await loadCatalog(base) }),
  start: () => [],
} as const;
