import { z } from 'zod';
import { route, type Route } from '../http/route.ts';
import type { CatalogContext } from './context.ts';
import { Plan } from './contract.ts';
import { featureRoutes } from './features/routes.ts';
import { listPublicPlans } from './plans/reads.ts';
import { planRoutes } from './plans/routes.ts';

export const catalogRoutes: Route<CatalogContext>[] = [
  route({
    method: 'get',
    path: '/plans',
    summary: 'The plans on offer',
    description: 'In their order. Send the `ETag` back as `If-None-Match`: 304 says that nothing changed.',
    tag: 'Catalog',
    policy: { public: true },
    output: z.array(Plan),
    statuses: [200, 304],
    run: async (ctx: CatalogContext, { header }) => {
      const { tag, plans } = await listPublicPlans(ctx, { ifNoneMatch: header('if-none-match') });
      const headers = { ETag: tag, 'Cache-Control': 'public, max-age=0, must-revalidate' };
      return { data: plans ?? [], status: plans ? 200 : 304, headers };
    },
  }),
  ...planRoutes,
  ...featureRoutes,
];
