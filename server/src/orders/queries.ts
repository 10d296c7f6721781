import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import type { Actor } from '../identity/contract.ts';
import { isoInstant } from '../lib/instants.ts';
import type { CreateOrderBody, Order, OrderDetail, OrdersQuery } from './contract.ts';

export type OrderRow = Omit<Order, 'createdAt' | 'expiresAt'> & { createdAt: Date; expiresAt: Date };

export const toOrder = ({ createdAt, expiresAt, items, ...row }: OrderRow): Order => ({
  ...row,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  items: items.map((item) => ({
    ...item,
    startsAt: isoInstant(item.startsAt),
    endsAt: isoInstant(item.endsAt),
  })),
});

/** JSON made by Postgres has times of its own form; isoInstant reads those that may be missing. */
export const instantOf = (text: string) => new Date(text).toISOString();

/** What an order shows; `orders` is in scope. */
export const orderColumns = sql`
  orders.id, orders.account_id as "accountId", orders.order_number as "orderNumber", orders.status, orders.currency,
  orders.amount_minor as "amountMinor", orders.refunded_minor as "refundedMinor", orders.is_test as "isTest",
  orders.created_at as "createdAt", orders.expires_at as "expiresAt", orders.goods_due_at is not null as "goodsDue",
  (
    select
      coalesce(json_agg(
        json_build_object(
          'id', item.id, 'productKind', item.product_kind, 'productId', item.product_id,
          'code', coalesce(item.snapshot ->> 'planCode', item.snapshot ->> 'packageCode', ''), 'name', item.name,
          'interval', item.snapshot -> 'interval', 'credits', item.snapshot -> 'credits',
          'dailyCredits', item.snapshot -> 'dailyCredits', 'validityDays', item.snapshot -> 'validityDays',
          'startsAt', coalesce(given.starts_at, term.starts_at),
          'endsAt', nullif(coalesce(given.ends_at, term.ends_at), 'infinity'),
          'quantity', item.quantity, 'unitPriceMinor', item.unit_price_minor, 'totalMinor', item.total_minor
        )
        order by item.position
      ), '[]')
    from public.order_items as item
    left join public.subscriptions as given
      on given.account_id = item.account_id
      and given.source = 'purchase'
      and given.source_id = item.id::text
      and given.ended_at is null
    left join public.user_package_terms as term
      on term.account_id = item.account_id
      and term.source = 'purchase'
      and term.source_id = item.id::text
      and term.ended_at is null
    where item.account_id = orders.account_id and item.order_id = orders.id
  ) as items`;

/** What a buyer sees of a `payment`, and an admin with more. */
export const paymentFields = sql`
  'id', payment.id, 'attempt', payment.attempt, 'provider', payment.provider, 'state', payment.state,
  'refused', payment.facts @> '{"refused": true}', 'role', payment.role, 'receivedMinor', payment.received_minor, 'taxMinor', payment.tax_minor,
  'refundedMinor', payment.refunded_minor,
  'goneMinor', (select gone from public.payment_money(payment.account_id, payment.id)),
  'createdAt', payment.created_at, 'paidAt', payment.paid_at`;

/** What a buyer sees of a `refund`, and an admin with more. */
export const refundFields = sql`
  'id', refund.id, 'refundNumber', refund.refund_number, 'cause', refund.cause,
  'amountMinor', refund.amount_minor, 'state', refund.state, 'createdAt', refund.created_at`;

/** The end of the year 9999, up to which texts of instants have four digits of a year. */
const lastMs = 253_402_300_799_999;

/** Of `orders`. Times are in ids, too, by which lists go: what is older or newer is not read. */
export function matchingOrders({
  status,
  from,
  to,
}: Pick<OrdersQuery, 'status' | 'from' | 'to'>): RawBuilder<unknown> {
  const floorOf = (ms: number) =>
    sql`public.uuid_v7_floor(${new Date(Math.min(Math.max(ms, 0), lastMs)).toISOString()}::timestamptz)`;
  return sql`
    ${status === undefined ? sql`` : sql`and orders.status = ${status}`}
    ${
      from === undefined
        ? sql``
        : sql`and orders.created_at >= ${from}::timestamptz and orders.id >= ${floorOf(Date.parse(from))}`
    }
    ${
      to === undefined
        ? sql``
        : // An id holds a millisecond, rounded; what Date reads is cut off there.
          sql`and orders.created_at < ${to}::timestamptz and orders.id < ${floorOf(Date.parse(to) + 2)}`
    }`;
}

/** An account's orders, newest first; one more than `limit` where there is more. */
export async function selectOrders(
  db: Database,
  accountId: string,
  search: Pick<OrdersQuery, 'status' | 'from' | 'to' | 'limit'> & { beforeId: string | undefined },
): Promise<Order[]> {
  const { beforeId, limit } = search;
  const { rows } = await sql<OrderRow>`
    select ${orderColumns}
    from public.orders
    where orders.account_id = ${accountId}
      ${matchingOrders(search)}
      ${beforeId === undefined ? sql`` : sql`and orders.id < ${beforeId}::uuid`}
    order by orders.id desc
    limit ${limit + 1}`.execute(db);
  return rows.map(toOrder);
}

/**
 * One order with all that happened to it. Why is told where that is in words of ours: an admin's reason for a refund
 * and what the database or a provider said are not for buyers.
 */
export async function findOrder(db: Database | Tx, id: string): Promise<OrderDetail | undefined> {
  const { rows } = await sql<OrderRow & Pick<OrderDetail, 'timeline' | 'payments' | 'refunds'>>`
    select ${orderColumns},
      (
        select
          coalesce(json_agg(
            json_build_object(
              'kind', line.kind, 'fromStatus', line.from_status, 'toStatus', line.to_status,
              'cause', case when line.kind in ('status', 'surplus') then line.cause end,
              'eventAt', line.event_at, 'createdAt', line.created_at
            )
            order by line.id
          ), '[]')
        from public.order_timeline as line
        where line.account_id = orders.account_id and line.order_id = orders.id
      ) as timeline,
      (
        select
          coalesce(json_agg(
            json_build_object(${paymentFields})
            order by payment.attempt
          ), '[]')
        from public.payments as payment
        where payment.account_id = orders.account_id and payment.order_id = orders.id
      ) as payments,
      (
        select
          coalesce(json_agg(
            json_build_object(${refundFields})
            order by refund.refund_number
          ), '[]')
        from public.refunds as refund
        where refund.account_id = orders.account_id and refund.order_id = orders.id
      ) as refunds
    from public.orders
    where orders.id = ${id}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { timeline, payments, refunds, ...order } = row;
  return {
    ...toOrder(order),
    timeline: timeline.map((line) => ({
      ...line,
      eventAt: isoInstant(line.eventAt),
      createdAt: instantOf(line.createdAt),
    })),
    payments: payments.map((payment) => ({
      ...payment,
      createdAt: instantOf(payment.createdAt),
      paidAt: isoInstant(payment.paidAt),
    })),
    refunds: refunds.map((refund) => ({ ...refund, createdAt: instantOf(refund.createdAt) })),
  };
}

/** See create_order.sql; its id. */
export async function createOrder(
  tx: Tx,
  { accountId, items, actor, isTest }: CreateOrderBody & { accountId: string; actor: Actor; isTest: boolean },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id
    from public.create_order(
      ${accountId}, ${JSON.stringify(items)}::jsonb, ${JSON.stringify(actor)}::jsonb, ${isTest}
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An order came back empty');
  return row.id;
}

export interface OrderKey {
  accountId: string;
  id: string;
}

/** See expired_orders.sql. */
export async function selectExpiredOrders(db: Database, limit: number): Promise<OrderKey[]> {
  const { rows } = await sql<OrderKey>`
    select account_id as "accountId", id from public.expired_orders(${limit})`.execute(db);
  return rows;
}

/** See overtaken_orders.sql. */
export async function selectOvertakenOrders(db: Database, limit: number): Promise<OrderKey[]> {
  const { rows } = await sql<OrderKey>`
    select account_id as "accountId", id from public.overtaken_orders(${limit})`.execute(db);
  return rows;
}

/** See due_orders.sql. */
export async function selectDueOrders(db: Database, limit: number): Promise<OrderKey[]> {
  const { rows } = await sql<OrderKey>`
    select account_id as "accountId", id from public.due_orders(${limit})`.execute(db);
  return rows;
}

/** See end_order.sql. */
export async function expireOrder(tx: Tx, { accountId, id }: OrderKey): Promise<void> {
  await sql`select public.end_order(${accountId}, ${id}, 'expired')`.execute(tx);
}

/** See end_overtaken_orders.sql. */
export async function endOvertakenOrders(tx: Tx, { accountId }: OrderKey): Promise<void> {
  await sql`select public.end_overtaken_orders(${accountId})`.execute(tx);
}

/** See settle_order.sql. */
export async function settleOrder(tx: Tx, { accountId, id }: OrderKey): Promise<void> {
  await sql`select public.settle_order(${accountId}, ${id})`.execute(tx);
}
