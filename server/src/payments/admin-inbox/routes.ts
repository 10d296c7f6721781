import { z } from 'zod';
import { IdParams, OffsetPage } from '../../http/contract.ts';
import { route, type Route } from '../../http/route.ts';
import type { PaymentsContext } from '../context.ts';
import * as contract from './contract.ts';
import { listEvents, listRefusals } from './queries.ts';
import { attach, dismiss, replay } from './service.ts';

const tag = 'Payments';
const policy = { people: 'admin' } as const;

export const inboxRoutes: Route<PaymentsContext>[] = [
  route({
    method: 'get',
    path: '/admin/payments/inbox',
    summary: 'What providers said and nobody could book',
    description: 'Newest first.',
    tag,
    policy,
    query: contract.InboxQuery,
    output: z.array(contract.InboxEvent),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx: PaymentsContext, { query }) => {
      const { events, total } = await listEvents(ctx.db, query);
      return { data: events, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'post',
    path: '/admin/payments/inbox/:id/replay',
    summary: 'Apply an event anew',
    tag,
    policy,
    params: IdParams,
    output: contract.InboxEvent,
    statuses: [200],
    errors: ['not_found', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, params, idempotencyKey, requestId }) => ({
      data: await replay(ctx, principal, { id: params.id, idempotencyKey, requestId }),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/payments/inbox/:id/attach',
    summary: 'Say whose the money of an event is',
    tag,
    policy,
    params: IdParams,
    body: contract.AttachBody,
    output: contract.InboxEvent,
    statuses: [200],
    errors: ['not_found', 'account_unknown', 'conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, params, body, idempotencyKey, requestId }) => ({
      data: await attach(ctx, principal, {
        id: params.id,
        accountRef: body.accountId,
        orderId: body.orderId,
        idempotencyKey,
        requestId,
      }),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/payments/inbox/:id/dismiss',
    summary: 'Lay an event aside',
    tag,
    policy,
    params: IdParams,
    body: contract.DismissBody,
    output: contract.InboxEvent,
    statuses: [200],
    errors: ['not_found', 'conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, params, body, idempotencyKey, requestId }) => ({
      data: await dismiss(ctx, principal, { id: params.id, ...body, idempotencyKey, requestId }),
    }),
  }),
  route({
    method: 'get',
    path: '/admin/payments/refusals',
    summary: 'How many callbacks were thrown away, by day and reason',
    tag,
    policy,
    output: z.array(contract.Refusal),
    statuses: [200],
    run: async (ctx: PaymentsContext) => ({ data: await listRefusals(ctx.db) }),
  }),
];
