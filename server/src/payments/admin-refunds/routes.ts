import { route, type Route } from '../../http/route.ts';
import type { PaymentsContext } from '../context.ts';
import * as contract from './contract.ts';
import { previewRefund, refundOrder } from './service.ts';

const tag = 'Payments';
const policy = { people: 'admin' } as const;

export const refundRoutes: Route<PaymentsContext>[] = [
  route({
    method: 'post',
    path: '/admin/orders/:id/refund/preview',
    summary: 'What a refund would do',
    description: 'Changes nothing.',
    tag,
    policy,
    params: contract.OrderParams,
    body: contract.PreviewBody,
    output: contract.RefundPreview,
    statuses: [200],
    errors: ['not_found', 'refund_exceeds', 'refund_whole_only', 'overloaded'],
    idempotent: false,
    run: async (ctx: PaymentsContext, { params, body }) => ({
      data: await previewRefund(ctx, params.id, body),
    }),
  }),
  route({
    method: 'post',
    path: '/admin/orders/:id/refund',
    summary: 'Give money of an order back',
    description:
      'The goods go with it in proportion, unless `goods` says `keep`. The provider is asked right after that, under ' +
      'one number until it has said its final word.',
    tag,
    policy,
    params: contract.OrderParams,
    body: contract.RefundBody,
    output: contract.RequestedRefund,
    statuses: [201],
    errors: ['not_found', 'refund_exceeds', 'refund_whole_only', 'idempotency_mismatch', 'overloaded'],
    idempotent: true,
    run: async (ctx: PaymentsContext, { principal, params, body, idempotencyKey, requestId }) => ({
      data: await refundOrder(ctx, principal, {
        ...body,
        orderId: params.id,
        idempotencyKey,
        requestId,
      }),
    }),
  }),
];
