import { z } from 'zod';
import { route, type Route } from '../http/route.ts';
import { invariant } from '../lib/invariant.ts';
import { inboxRoutes } from './admin-inbox/routes.ts';
import { refundRoutes } from './admin-refunds/routes.ts';
import { cancelOrder, payAgain } from './checkout/again.ts';
import * as contract from './checkout/contract.ts';
import { listProviders, readPayment, startPayment } from './checkout/service.ts';
import type { PaymentsContext } from './context.ts';

const tag = 'Payments';
const policy = { people: 'user' } as const;

export const paymentRoutes: Route<PaymentsContext>[] = [
  ...inboxRoutes,
  ...refundRoutes,
  route({
    method: 'post',
    path: '/payments',
    summary: 'Buy something',
    description:
      'Makes an order and begins to pay it. Lead the buyer to `checkout_url`, or show `code_url` as a QR code; they ' +
      'come back to `success_url` with `request_id`, which is no proof of payment: ask for it. With the same key the ' +
      'same page comes back, and what did not come to an end goes on.',
    tag,
    policy,
    body: contract.PaymentBody,
    output: contract.StartedPayment,
    statuses: [201],
    errors: [
      'not_found',
      'account_closed',
      'conflict',
      'idempotency_mismatch',
      'overloaded',
      'payment_failed',
      'rate_limited',
      'unavailable',
      'order_not_payable',
      'payment_processing',
      'price_changed',
      'subscription_exists',
    ],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, body, idempotencyKey, header, ip }) => {
      invariant(principal.kind === 'user', 'the policy lets in people only');
      const hostHeader = header('host');
      return { data: await startPayment(ctx, principal, { ...body, idempotencyKey, hostHeader, ip }) };
    },
  }),
  route({
    method: 'post',
    path: '/orders/:id/pay',
    summary: 'Pay an order again',
    description: 'By another provider, too. The page before is closed first. Answers as `POST /payments`.',
    tag,
    policy,
    params: contract.OrderParams,
    body: contract.PayAgainBody,
    output: contract.StartedPayment,
    statuses: [201],
    errors: [
      'not_found',
      'idempotency_mismatch',
      'overloaded',
      'payment_failed',
      'rate_limited',
      'unavailable',
      'order_not_payable',
      'payment_processing',
      'subscription_exists',
    ],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, params, body, idempotencyKey, header, ip }) => {
      invariant(principal.kind === 'user', 'the policy lets in people only');
      const hostHeader = header('host');
      const asked = { ...body, orderId: params.id, idempotencyKey, hostHeader, ip };
      return { data: await payAgain(ctx, principal, asked) };
    },
  }),
  route({
    method: 'post',
    path: '/orders/:id/cancel',
    summary: 'Cancel an order that is not paid',
    description:
      'Its page is closed first. Money that comes all the same buys what was ordered, or goes back.',
    tag,
    policy,
    params: contract.OrderParams,
    output: contract.EndedOrder,
    statuses: [200],
    errors: ['not_found', 'idempotency_mismatch', 'overloaded', 'order_not_payable', 'payment_processing'],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, params, idempotencyKey }) => ({
      data: await cancelOrder(ctx, principal, { orderId: params.id, idempotencyKey }),
    }),
  }),
  // Before `/:requestId`, which would match it too.
  route({
    method: 'get',
    path: '/payments/providers',
    summary: 'What can be paid with',
    tag,
    policy: { public: true },
    query: contract.ProvidersQuery,
    output: z.array(contract.OfferedProvider),
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: PaymentsContext, { query }) => ({ data: await listProviders(ctx, query.productId) }),
  }),
  route({
    method: 'get',
    path: '/payments/:requestId',
    summary: 'How an attempt at paying stands',
    description: 'The provider is asked at the first call, then at most once in three seconds.',
    tag,
    policy,
    params: contract.RequestParams,
    output: contract.PaymentStatus,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: PaymentsContext, { principal, params }) => ({
      data: await readPayment(ctx, principal, params.requestId),
    }),
  }),
];
