import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import type { ProviderName } from '../provider.ts';
import { RefundPreview, type RequestedRefund } from './contract.ts';

export interface RefundableOrder {
  accountId: string;
  orderId: string;
  /** The one that is kept, unless another one was asked for; null where there is none, as of all that follows. */
  paymentId: string | null;
  provider: ProviderName | 'none' | null;
  leftMinor: number;
}

/**
 * An order, whoever's it is, with one of its payments. Its id begins with the millisecond in which it was made,
 * rounded, by which the index of all orders finds it.
 */
export async function findRefundableOrder(
  db: Database,
  id: string,
  paymentId: string | undefined,
): Promise<RefundableOrder | undefined> {
  const madeAt = new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
  if (Number.isNaN(madeAt.getTime())) return undefined;
  const { rows } = await sql<RefundableOrder>`
    select orders.account_id as "accountId", orders.id as "orderId", payment.id as "paymentId", payment.provider,
      coalesce(money.received - money.back, 0) as "leftMinor"
    from public.orders
    left join public.payments as payment
      on payment.account_id = orders.account_id and payment.order_id = orders.id
      and payment.id = coalesce(${paymentId ?? null}::uuid, orders.kept_payment_id)
    left join lateral public.payment_money(payment.account_id, payment.id) as money on payment.id is not null
    where orders.created_at > ${madeAt}::timestamptz - interval '1 millisecond'
      and orders.created_at < ${madeAt}::timestamptz + interval '1 millisecond'
      and orders.id = ${id}`.execute(db);
  return rows[0];
}

type Part = { amountMinor: number | undefined; takesGoods: boolean };

/** See plan_refund.sql. */
export async function planRefund(tx: Tx, order: RefundableOrder, part: Part): Promise<RefundPreview> {
  const { rows } = await sql<{ plan: unknown }>`
    select public.plan_refund(
      ${order.accountId}, ${order.orderId}, ${part.amountMinor ?? null}, ${part.takesGoods}, ${order.paymentId}
    ) as plan`.execute(tx);
  return RefundPreview.parse(rows[0]?.plan);
}

/** See request_refund.sql. */
export async function requestRefund(
  tx: Tx,
  order: RefundableOrder,
  part: Part & { reason: string; actor: Actor },
): Promise<RequestedRefund> {
  const { rows } = await sql<RequestedRefund>`
    select id, order_id as "orderId", refund_number as "refundNumber", amount_minor as "amountMinor", state
    from public.request_refund(
      p_account_id => ${order.accountId}, p_order_id => ${order.orderId},
      p_amount_minor => ${part.amountMinor ?? null}, p_goods => ${part.takesGoods}, p_reason => ${part.reason},
      p_actor => ${JSON.stringify(part.actor)}::jsonb, p_payment_id => ${order.paymentId}
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A refund came back empty');
  return row;
}
