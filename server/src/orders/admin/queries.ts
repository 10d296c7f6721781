import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { isoInstant } from '../../lib/instants.ts';
import { invariant } from '../../lib/invariant.ts';
import { instantOf, orderColumns, paymentFields, refundFields, toOrder, type OrderRow } from '../queries.ts';
import type { AdminOrder, AdminOrderDetail, AdminOrdersQuery } from './contract.ts';
import { matchingAdminSearch, providerOfOrder } from './search.ts';

type Row = OrderRow & Pick<AdminOrder, 'accountName' | 'accountEmail' | 'provider'>;

const whose = sql`
  account.name as "accountName", account.email as "accountEmail", ${providerOfOrder} as provider`;

/** Everybody's orders, newest first, with the number of all that match. */
export async function searchOrders(
  db: Database,
  { limit, offset, ...search }: AdminOrdersQuery,
): Promise<{ orders: AdminOrder[]; total: number }> {
  const found = sql`from public.orders where true ${matchingAdminSearch(search)}`;
  // The page first: what is shown of an order is found for those on it alone.
  const { rows } = await sql<Row>`
    select ${orderColumns}, ${whose}
    from (select orders.* ${found} order by orders.id desc limit ${limit} offset ${offset}) as orders
    join public.accounts as account on account.id = orders.account_id
    order by orders.id desc`.execute(db);
  const count = await sql<{ total: number }>`select count(*) as total ${found}`.execute(db);
  const orders = rows.map(({ accountName, accountEmail, provider, ...order }) => ({
    ...toOrder(order),
    accountName,
    accountEmail,
    provider,
  }));
  return { orders, total: count.rows[0]?.total ?? 0 };
}

type Parts = Pick<AdminOrderDetail, 'goodsError' | 'timeline' | 'payments' | 'refunds' | 'disputes'>;
type ItemFacts = Pick<AdminOrderDetail['items'][number], 'versionId' | 'snapshot' | 'goods'>;

/** One order with all that is known of it. Times in its parts are as Postgres writes them in JSON. */
export async function findAdminOrder(db: Database, id: string): Promise<AdminOrderDetail | undefined> {
  const { rows } = await sql<Row & Parts & { itemFacts: Record<string, ItemFacts> }>`
    select ${orderColumns}, ${whose}, orders.goods_error as "goodsError", ${itemFacts}, ${timeline}, ${payments},
      ${refunds}, ${disputes}
    from public.orders
    join public.accounts as account on account.id = orders.account_id
    where orders.id = ${id}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { accountName, accountEmail, provider, goodsError, itemFacts: facts, ...rest } = row;
  const { timeline: lines, payments: paid, refunds: back, disputes: disputed, ...raw } = rest;
  const order = toOrder(raw);
  return {
    ...order,
    ...{ accountName, accountEmail, provider, goodsError },
    items: order.items.map((item) => ({ ...item, ...factsOf(facts[item.id]) })),
    timeline: lines.map((line) => ({
      ...line,
      eventAt: isoInstant(line.eventAt),
      createdAt: instantOf(line.createdAt),
    })),
    payments: paid.map((payment) => ({
      ...payment,
      createdAt: instantOf(payment.createdAt),
      paidAt: isoInstant(payment.paidAt),
      payUntil: isoInstant(payment.payUntil),
      nextQueryAt: isoInstant(payment.nextQueryAt),
    })),
    refunds: back.map((refund) => ({
      ...refund,
      createdAt: instantOf(refund.createdAt),
      sendAt: isoInstant(refund.sendAt),
    })),
    disputes: disputed.map((dispute) => ({ ...dispute, seenAt: instantOf(dispute.seenAt) })),
  };
}

function factsOf(facts: ItemFacts | undefined): ItemFacts {
  invariant(facts, 'each item has its snapshot');
  const { versionId, snapshot, goods } = facts;
  if (!goods) return facts;
  const { periodEnd, endedAt, replaced } = goods;
  return {
    versionId,
    snapshot,
    goods: {
      ...goods,
      periodEnd: isoInstant(periodEnd),
      endedAt: isoInstant(endedAt),
      replaced: replaced && { ...replaced, at: instantOf(replaced.at) },
    },
  };
}

/** What is known of each item beyond what its buyer sees, by its id. */
const itemFacts = sql`
  (
    select
      coalesce(json_object_agg(
        item.id,
        json_build_object(
          'versionId', item.version_id, 'snapshot', item.snapshot,
          'goods', case when given.order_item_id is not null then json_build_object(
            'grantedUnits', given.granted_units, 'revokedUnits', given.revoked_units,
            'subscriptionId', given.subscription_id, 'periodEnd', given.period_end, 'endedAt', given.ended_at,
            'replaced', (
              select json_build_object('planCode', plan.code, 'at', has.started_at)
              from public.subscriptions as bought
              join public.account_plans as has on has.account_id = bought.account_id and has.plan_id <> bought.plan_id
              join public.plans as plan on plan.id = has.plan_id
              where bought.account_id = given.account_id
                and bought.id = given.subscription_id
                and bought.ended_at is null
                and bought.starts_at <= clock_timestamp()
                and bought.ends_at > clock_timestamp()
            )
          ) end
        )
      ), '{}')
    from public.order_items as item
    left join lateral (
      select *
      from public.fulfilments as fulfilment
      where fulfilment.account_id = item.account_id and fulfilment.order_item_id = item.id
      order by fulfilment.period_start desc
      limit 1
    ) as given on true
    where item.account_id = orders.account_id and item.order_id = orders.id
  ) as "itemFacts"`;

const timeline = sql`
  (
    select
      coalesce(json_agg(
        json_build_object(
          'kind', line.kind, 'fromStatus', line.from_status, 'toStatus', line.to_status, 'cause', line.cause,
          'eventAt', line.event_at, 'createdAt', line.created_at, 'paymentId', line.payment_id, 'actor', line.actor,
          'detail', line.detail
        )
        order by line.id
      ), '[]')
    from public.order_timeline as line
    where line.account_id = orders.account_id and line.order_id = orders.id
  ) as timeline`;

const payments = sql`
  (
    select
      coalesce(json_agg(
        json_build_object(
          ${paymentFields},
          'reference', payment.reference, 'isTest', payment.is_test,
          'refundableMinor', (
            select money.received - money.back from public.payment_money(payment.account_id, payment.id) as money
          ),
          'providerPaymentId', payment.provider_payment_id, 'checkoutId', payment.checkout_id,
          'payUntil', payment.pay_until, 'queries', payment.queries, 'nextQueryAt', payment.next_query_at
        )
        order by payment.attempt
      ), '[]')
    from public.payments as payment
    where payment.account_id = orders.account_id and payment.order_id = orders.id
  ) as payments`;

const refunds = sql`
  (
    select
      coalesce(json_agg(
        json_build_object(
          ${refundFields},
          'paymentId', refund.payment_id, 'takesGoods', refund.takes_goods,
          'providerRefundId', refund.provider_refund_id, 'attempts', refund.attempts,
          'sendAt', case when refund.state in ('requested', 'pending') then refund.send_at end,
          'actor', refund.actor, 'reason', refund.reason
        )
        order by refund.created_at, refund.id
      ), '[]')
    from public.refunds as refund
    where refund.account_id = orders.account_id and refund.order_id = orders.id
  ) as refunds`;

const disputes = sql`
  (
    select
      coalesce(json_agg(
        json_build_object(
          'providerDisputeId', dispute.provider_dispute_id, 'paymentId', dispute.payment_id,
          'amountMinor', dispute.amount_minor, 'state', dispute.state, 'seenAt', dispute.seen_at
        )
        order by dispute.seen_at
      ), '[]')
    from public.disputes as dispute
    join public.payments as payment
      on payment.account_id = dispute.account_id and payment.id = dispute.payment_id
    where payment.account_id = orders.account_id and payment.order_id = orders.id
  ) as disputes`;
