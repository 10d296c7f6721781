import { route, type Route } from '../../http/route.ts';
import type { IdentityContext } from '../../identity/service.ts';
import * as contract from './contract.ts';
import { readOrderStatistics } from './service.ts';

export const statisticsRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/admin/orders/statistics',
    summary: 'What was sold: orders, paid, refunded, net',
    description:
      'By when the money came, in hours, days or months of UTC, each currency for itself. Of real money alone; a ' +
      'server of test money tells of that. By default the last 24 hours, 30 days or 12 months, ' +
      'the present one so far.',
    tag: 'Orders',
    policy: { people: 'admin' },
    query: contract.OrderStatisticsQuery,
    output: contract.OrderStatistics,
    statuses: [200],
    run: async (ctx: IdentityContext, { query }) => ({ data: await readOrderStatistics(ctx, query) }),
  }),
];
