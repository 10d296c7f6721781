import { route, type Route } from '../http/route.ts';
import { AdminOverview } from './contract.ts';
import type { InsightsContext } from './service.ts';

export const insightsRoutes: Route<InsightsContext>[] = [
  route({
    method: 'get',
    path: '/admin/insights/overview',
    summary: 'All accounts together: numbers, uses over time, tops, alerts',
    description:
      'Answers are shared by all who ask within seconds, so polling every two seconds costs no more.',
    tag: 'Insights',
    policy: { people: 'admin' },
    output: AdminOverview,
    statuses: [200],
    run: async (ctx: InsightsContext) => ({ data: await ctx.readOverview() }),
  }),
];
