import type { Database } from '../../db/pool.ts';
import { withAccountTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { actorOf, writeAudit } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { PaymentsContext } from '../context.ts';
import type { RefundPreview, RequestedRefund } from './contract.ts';
import { findRefundableOrder, planRefund, requestRefund, type RefundableOrder } from './queries.ts';

interface Part {
  amountMinor?: number | undefined;
  goods: 'take' | 'keep';
  /** Of the order's payments; left out: the one that is kept. */
  paymentId?: string | undefined;
}

/** What a refund would do, by the code that would do it. Errors: `not_found`, `refund_exceeds`, `refund_whole_only`. */
export async function previewRefund(
  ctx: PaymentsContext,
  orderId: string,
  { amountMinor, goods, paymentId }: Part,
): Promise<RefundPreview> {
  const order = await requireRefundable(ctx, ctx.db, { orderId, paymentId, amountMinor });
  return withAccountTransaction(ctx, order.accountId, (tx) =>
    planRefund(tx, order, { amountMinor, takesGoods: goods === 'take' }),
  );
}

/**
 * Gives money of an order back, and takes the goods along where that is asked for; the provider is told after that.
 * Audited. Errors: `not_found`, `refund_exceeds`, `refund_whole_only`, `idempotency_mismatch`, `overloaded`.
 */
export async function refundOrder(
  ctx: PaymentsContext,
  principal: Principal,
  asked: Part & { orderId: string; reason: string; idempotencyKey: string | undefined; requestId: string },
): Promise<RequestedRefund> {
  const { orderId, amountMinor, goods, paymentId, reason, idempotencyKey: key, requestId } = asked;
  const { accountId } = await requireOrder(ctx.db, orderId, paymentId);
  const content = { orderId, amountMinor, goods, paymentId, reason };
  const request = { owner: accountId, key, operation: 'orders.refund', content };
  const { result } = await actOnAccountOnce(ctx, request, async (tx) => {
    const order = await requireRefundable(ctx, tx, { orderId, paymentId, amountMinor });
    const actor = await actorOf(tx, principal);
    const takesGoods = goods === 'take';
    const refund = await requestRefund(tx, order, { amountMinor, takesGoods, reason, actor });
    await writeAudit(tx, principal, {
      action: 'order.refunded',
      accountId: order.accountId,
      target: orderId,
      reason,
      details: { amountMinor: refund.amountMinor, goods, refundNumber: refund.refundNumber },
      requestId,
    });
    return refund;
  });
  return result;
}

async function requireRefundable(
  ctx: PaymentsContext,
  db: Database,
  asked: { orderId: string; paymentId: string | undefined; amountMinor: number | undefined },
): Promise<RefundableOrder> {
  const { orderId, paymentId, amountMinor } = asked;
  const order = await requireOrder(db, orderId, paymentId);
  const provider =
    order.provider === null || order.provider === 'none'
      ? undefined
      : ctx.payments.providers.get(order.provider);
  const isPart = amountMinor !== undefined && amountMinor < order.leftMinor;
  if (provider?.can.refundParts === false && isPart) throw new AppError('refund_whole_only');
  return order;
}

/** Errors: `not_found`, also where the payment is another order's. */
async function requireOrder(
  db: Database,
  orderId: string,
  paymentId: string | undefined,
): Promise<RefundableOrder> {
  const order = await findRefundableOrder(db, orderId, paymentId);
  if (!order || (paymentId !== undefined && order.paymentId === null)) throw new AppError('not_found');
  return order;
}
