import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { invariant } from '../../lib/invariant.ts';
import { eventCommands, type SandboxEvent } from '../../payments/providers/sandbox/events.ts';
import type { OrderEvent } from './content.ts';

/** Orders and payments as of an instant, by the functions that real ones go through. */

export interface MadeOrder {
  accountId: string;
  id: string;
  amountMinor: number;
  currency: string;
}

/** See create_order.sql. */
export async function orderAt(
  tx: Tx,
  accountId: string,
  { wanted, currency }: OrderEvent,
  at: Date,
): Promise<MadeOrder> {
  const found =
    'plan' in wanted
      ? sql`
          select price.id
          from public.plans as plan
          join public.plan_versions as version
            on version.plan_id = plan.id and version.version = plan.current_version
          join public.plan_prices as price on price.plan_version_id = version.id
          where plan.code = ${wanted.plan} and price.interval = ${wanted.interval} and price.currency = ${currency}`
      : sql`select id from public.packages where code = ${wanted.package}`;
  const { rows } = await sql<MadeOrder>`
    select made.account_id as "accountId", made.id, made.amount_minor as "amountMinor", made.currency
    from (${found}) as product
    cross join lateral public.create_order(
      p_account_id => ${accountId},
      p_items => jsonb_build_array(jsonb_build_object(
        'productKind', ${'plan' in wanted ? 'plan_price' : 'package'}::text, 'productId', product.id,
        'quantity', ${'plan' in wanted ? 1 : wanted.quantity}::int, 'currency', ${currency}::text
      )),
      p_is_test => true, p_now => ${at}
    ) as made`.execute(tx);
  const [order] = rows;
  invariant(order, 'what the demo orders is on offer');
  return order;
}

/** A page of the sandbox; see open_payment.sql and note_provider_answer.sql. */
export async function openPageAt(
  tx: Tx,
  { accountId, id }: MadeOrder,
  at: Date,
): Promise<{ paymentId: string; reference: string }> {
  const { rows } = await sql<{ paymentId: string; reference: string }>`
    select payment_id as "paymentId", reference
    from public.open_payment(${accountId}, ${id}, 'sandbox', p_is_test => true, p_now => ${at})`.execute(tx);
  const [opened] = rows;
  invariant(opened, 'an attempt is one row');
  const answer = { kind: 'page', checkoutId: `sandbox_${opened.reference}` };
  await noteAnswerAt(tx, accountId, opened.paymentId, answer, at);
  return opened;
}

export function closePageAt(tx: Tx, accountId: string, paymentId: string, at: Date): Promise<void> {
  return noteAnswerAt(tx, accountId, paymentId, { kind: 'closed' }, at);
}

async function noteAnswerAt(
  tx: Tx,
  accountId: string,
  paymentId: string,
  answer: object,
  at: Date,
): Promise<void> {
  await sql`
    select public.note_provider_answer(
      ${accountId}, ${paymentId}, ${JSON.stringify(answer)}::jsonb, p_now => ${at}
    )`.execute(tx);
}

/** What the sandbox calls back with; see receive_event.sql and apply_event.sql. */
export async function hearAt(
  tx: Tx,
  { amountMinor, currency }: MadeOrder,
  said: Pick<SandboxEvent, 'type' | 'reference' | 'paymentId'>,
  at: Date,
): Promise<void> {
  const event = { id: randomUUID(), createdAt: at.toISOString(), amountMinor, currency, ...said };
  const { rows } = await sql<{ state: string }>`
    select public.apply_event(received.id, p_now => ${at}) as state
    from public.receive_event(
      p_provider => 'sandbox', p_event_id => ${event.id}, p_raw => ${Buffer.from(JSON.stringify(event))},
      p_is_test => true, p_commands => ${JSON.stringify(eventCommands(event))}::jsonb, p_occurred_at => ${at},
      p_now => ${at}
    ) as received`.execute(tx);
  invariant(rows[0]?.state === 'applied', 'what the sandbox says of the demo is booked');
}

/** See end_order.sql. */
export async function endOrderAt(
  tx: Tx,
  { accountId, id }: MadeOrder,
  status: 'cancelled' | 'expired',
  at: Date,
): Promise<void> {
  await sql`select public.end_order(${accountId}, ${id}, ${status}, p_now => ${at})`.execute(tx);
}

/** Asked for by an admin; see request_refund.sql. */
export async function requestRefundAt(
  tx: Tx,
  { accountId, id }: MadeOrder,
  refund: NonNullable<OrderEvent['refund']> & { actor: Actor },
  at: Date,
): Promise<void> {
  await sql`
    select public.request_refund(
      p_account_id => ${accountId}, p_order_id => ${id}, p_amount_minor => ${refund.amountMinor ?? null},
      p_goods => ${refund.goods === 'take'}, p_reason => ${refund.reason},
      p_actor => ${JSON.stringify(refund.actor)}::jsonb, p_now => ${at}
    )`.execute(tx);
}

/** The sandbox has given back all that it was asked for; see note_refund_answer.sql. */
export async function finishRefundsAt(tx: Tx, { accountId, id }: MadeOrder, at: Date): Promise<void> {
  await sql`
    select public.note_refund_answer(
      refund.account_id, refund.id, 'succeeded', p_provider_refund_id => 'sandbox_' || refund.refund_number,
      p_asked_at => ${at}, p_now => ${at}
    )
    from public.refunds as refund
    where refund.account_id = ${accountId} and refund.order_id = ${id} and refund.state = 'requested'`.execute(
    tx,
  );
}
