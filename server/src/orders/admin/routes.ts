import { z } from 'zod';
import { IdParams, OffsetPage } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import type { IdentityContext } from '../../identity/service.ts';
import * as contract from './contract.ts';
import { searchOrders } from './queries.ts';
import { readAdminOrder } from './service.ts';

const tag = 'Orders';
const policy = { people: 'admin' } as const;

export const adminOrderRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/admin/orders',
    summary: 'Everybody’s orders, newest first',
    tag,
    policy,
    query: contract.AdminOrdersQuery,
    output: z.array(contract.AdminOrder),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: IdentityContext, { query }) => {
      const { orders, total } = await searchOrders(ctx.db, query);
      return { data: orders, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'get',
    path: '/admin/orders/:id',
    summary: 'One order with all that is known of it',
    description:
      'What it gave, every attempt at paying it with what the provider said, refunds and disputes.',
    tag,
    policy,
    params: IdParams,
    output: contract.AdminOrderDetail,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: IdentityContext, { params }) => ({ data: await readAdminOrder(ctx, params.id) }),
  }),
];
