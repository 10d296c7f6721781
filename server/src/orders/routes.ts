import { z } from 'zod';
import { CursorPage, IdParams } from '../http/contract.ts';
import { route, type Route } from '../http/route.ts';
import type { IdentityContext } from '../identity/service.ts';
import { adminOrderRoutes } from './admin/routes.ts';
import type { OrdersContext } from './context.ts';
import * as contract from './contract.ts';
import { exportRoutes } from './export/routes.ts';
import { listOrders, placeOrder, readOrder } from './service.ts';
import { statisticsRoutes } from './statistics/routes.ts';

const tag = 'Orders';

export const orderRoutes: Route<OrdersContext>[] = [
  route({
    method: 'get',
    path: '/orders',
    summary: 'One’s own orders, newest first',
    tag,
    policy: { people: 'user' },
    query: contract.OrdersQuery,
    output: z.array(contract.Order),
    page: CursorPage,
    statuses: [200],
    run: async (ctx: IdentityContext, { principal, query }) => {
      const { orders, nextCursor } = await listOrders(ctx, principal, query);
      return { data: orders, page: { limit: query.limit, nextCursor } };
    },
  }),
  route({
    method: 'post',
    path: '/orders/create',
    summary: 'Order what is on offer',
    description:
      'Nothing is charged yet; what costs nothing is paid at once. 201 when made, 200 when replayed.',
    tag,
    policy: { people: 'user' },
    body: contract.CreateOrderBody,
    output: contract.OrderDetail,
    statuses: [201, 200],
    errors: [
      'not_found',
      'conflict',
      'account_closed',
      'plan_on_request',
      'idempotency_mismatch',
      'overloaded',
      'rate_limited',
    ],
    idempotent: true,
    run: async (ctx: OrdersContext, { principal, body, idempotencyKey }) => {
      const { order, replayed } = await placeOrder(ctx, principal, { ...body, idempotencyKey });
      return { data: order, status: replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'post',
    path: '/orders',
    summary: 'One order, by its id in the body',
    tag,
    policy: { people: 'user' },
    body: contract.OrderBody,
    output: contract.OrderDetail,
    statuses: [200],
    errors: ['not_found'],
    idempotent: false,
    run: async (ctx: IdentityContext, { principal, body }) => ({
      data: await readOrder(ctx, principal, body.orderId),
    }),
  }),
  route({
    method: 'get',
    path: '/orders/:id',
    summary: 'One order with all that happened to it',
    tag,
    policy: { people: 'user' },
    params: IdParams,
    output: contract.OrderDetail,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: IdentityContext, { principal, params }) => ({
      data: await readOrder(ctx, principal, params.id),
    }),
  }),
  ...statisticsRoutes,
  ...exportRoutes,
  ...adminOrderRoutes,
];
