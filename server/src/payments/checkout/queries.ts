import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { isUuid } from '../../lib/ids.ts';
import type { AskedPayment } from '../asking/queries.ts';
import type { ProviderName } from '../provider.ts';

/** What can be bought: one price of it a currency. */
export interface Product {
  kind: 'plan_price' | 'package';
  /** Of the plan, or of the package. */
  code: string;
  /** `id` is what an order's item names: of the price, or of the package. In the order in which they are offered. */
  prices: { id: string; currency: string; amountMinor: number }[];
}

/** By a price's id, a plan's code (its monthly prices), or a package's id or code; only what is on sale. */
export async function findProduct(db: Database, idOrCode: string): Promise<Product | undefined> {
  const id = isUuid(idOrCode) ? idOrCode : null;
  const { rows } = await sql<Product>`
    select 'plan_price' as kind, plan.code, jsonb_agg(
      jsonb_build_object('id', price.id, 'currency', price.currency, 'amountMinor', price.amount_minor)
      order by price.position
    ) as prices
    from public.plan_prices as price
    join public.plan_versions as version on version.id = price.plan_version_id
    join public.plans as plan on plan.id = version.plan_id and plan.current_version = version.version
    where plan.status = 'active'
      and (price.id = ${id}::uuid or plan.code = ${idOrCode} and price.interval = 'month')
    group by plan.id
    union all
    select 'package', package.code, jsonb_agg(
      jsonb_build_object('id', package.id, 'currency', price.currency, 'amountMinor', price.amount_minor)
      order by price.position
    )
    from public.packages as package
    join public.package_versions as version
      on version.package_id = package.id and version.version = package.current_version
    join public.package_prices as price on price.package_version_id = version.id
    where package.status = 'active' and (package.id = ${id}::uuid or package.code = ${idOrCode})
    group by package.id
    -- A plan and a package may have one code.
    order by kind desc
    limit 1`.execute(db);
  return rows[0];
}

/** Whether the account has a plan that it paid for; by another order than this one, where one is named. */
export async function hasSubscription(
  db: Database,
  accountId: string,
  exceptOrderId: string | null = null,
): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (
      select
      from public.subscriptions as subscription
      where subscription.account_id = ${accountId}
        and subscription.ended_at is null
        and subscription.ends_at > clock_timestamp()
        and not exists (
          select
          from public.order_items as item
          where item.account_id = subscription.account_id
            and item.order_id = ${exceptOrderId}::uuid
            and item.id::text = subscription.source_id
        )
    ) as has`.execute(db);
  return rows[0]?.has ?? false;
}

/** Whether the order sells a plan. */
export async function sellsPlan(db: Database, accountId: string, orderId: string): Promise<boolean> {
  const { rows } = await sql<{ sells: boolean }>`
    select exists (
      select
      from public.order_items
      where account_id = ${accountId} and order_id = ${orderId} and product_kind = 'plan_price'
    ) as sells`.execute(db);
  return rows[0]?.sells ?? false;
}

interface AskedItem {
  productKind: Product['kind'];
  productId: string;
  quantity: number;
  currency: string;
}

/** See create_order.sql; its id, and its sum in minor units. */
export async function createOrder(
  tx: Tx,
  order: { accountId: string; items: AskedItem[]; actor: Actor; isTest: boolean },
): Promise<{ id: string; amountMinor: number }> {
  const { rows } = await sql<{ id: string; amountMinor: number }>`
    select id, amount_minor as "amountMinor"
    from public.create_order(
      p_account_id => ${order.accountId}, p_items => ${JSON.stringify(order.items)}::jsonb,
      p_actor => ${JSON.stringify(order.actor)}::jsonb, p_is_test => ${order.isTest}
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An order came back empty');
  return row;
}

export interface Opened {
  result: 'opened' | 'blocked' | 'processing' | 'not_payable';
  /** Of the order. */
  status: string;
}

/** See open_payment.sql. */
export async function openPayment(
  tx: Tx,
  attempt: { accountId: string; orderId: string; provider: ProviderName; actor: Actor; isTest: boolean },
): Promise<Opened> {
  const { rows } = await sql<Opened>`
    select result, status
    from public.open_payment(
      p_account_id => ${attempt.accountId}, p_order_id => ${attempt.orderId}, p_provider => ${attempt.provider},
      p_actor => ${JSON.stringify(attempt.actor)}::jsonb, p_is_test => ${attempt.isTest}
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An attempt came back empty');
  return row;
}

/** An attempt with what its page shows. */
export interface Attempt extends AskedPayment {
  orderId: string;
  /** 1, 2, 3 … of the order's. */
  attempt: number;
  orderStatus: string;
  isTest: boolean;
  checkoutUrl: string | null;
  codeUrl: string | null;
  /** A try at its page failed, which is not the last word. */
  isRefused: boolean;
  payUntil: Date | null;
  createdAt: Date;
}

/** Attempts, for who says which of `payment` and `orders`. */
export const attempts = sql`
  select payment.account_id as "accountId", payment.id as "paymentId", payment.order_id as "orderId", payment.attempt,
    orders.status as "orderStatus", payment.reference, payment.provider, payment.is_test as "isTest", payment.state,
    payment.checkout_id as "checkoutId", payment.checkout_url as "checkoutUrl", payment.code_url as "codeUrl",
    payment.facts @> '{"refused": true}' as "isRefused",
    payment.pay_until as "payUntil", payment.created_at as "createdAt", payment.amount_minor as "amountMinor",
    payment.currency
  from public.payments as payment
  join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id`;

/** The latest attempt at an order. */
export async function findLatestAttempt(
  db: Database,
  accountId: string,
  orderId: string,
): Promise<Attempt | undefined> {
  const { rows } = await sql<Attempt>`
    ${attempts}
    where payment.account_id = ${accountId} and payment.order_id = ${orderId}
    order by payment.attempt desc
    limit 1`.execute(db);
  return rows[0];
}

/** The first page that was handed out of an order after so many attempts, whatever became of it. */
export async function findPageAfter(
  db: Database,
  accountId: string,
  orderId: string,
  before: number,
): Promise<Attempt | undefined> {
  const { rows } = await sql<Attempt>`
    ${attempts}
    where payment.account_id = ${accountId} and payment.order_id = ${orderId} and payment.attempt > ${before}
      and coalesce(payment.checkout_url, payment.code_url) is not null
    order by payment.attempt
    limit 1`.execute(db);
  return rows[0];
}

/** The attempt of this reference, if it is the account's. */
export async function findAttempt(
  db: Database,
  accountId: string,
  reference: string,
): Promise<Attempt | undefined> {
  const { rows } = await sql<Attempt>`
    ${attempts}
    join public.order_numbers as number
      on number.order_number = left(${reference}, 22)
      and number.account_id = payment.account_id
      and number.order_id = payment.order_id
    where payment.account_id = ${accountId} and payment.reference = ${reference}
    order by payment.attempt
    limit 1`.execute(db);
  return rows[0];
}

interface OrderRow {
  id: string;
  number: string;
  status: string;
  amountMinor: number;
  currency: string;
  isTest: boolean;
}

/** An order of the account. */
export async function findOrder(
  db: Database | Tx,
  accountId: string,
  orderId: string,
): Promise<OrderRow | undefined> {
  if (!isUuid(orderId)) return undefined;
  return db
    .selectFrom('orders')
    .select(['id', 'order_number as number', 'status', 'amount_minor as amountMinor', 'currency'])
    .select('is_test as isTest')
    .where('account_id', '=', accountId)
    .where('id', '=', orderId)
    .executeTakeFirst();
}

/** See end_order.sql; returns the status that the order has then. */
export async function cancelOrder(tx: Tx, accountId: string, orderId: string, actor: Actor): Promise<string> {
  const { rows } = await sql<{ status: string }>`
    select public.end_order(
      p_account_id => ${accountId}, p_order_id => ${orderId}, p_status => 'cancelled',
      p_actor => ${JSON.stringify(actor)}::jsonb
    ) as status`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An order came back empty');
  return row.status;
}

/** What is shown and charged of an order: by its snapshot, whatever was edited since. */
export async function listOrderItems(db: Database, accountId: string, orderId: string) {
  return db
    .selectFrom('order_items')
    .select(['name', 'quantity', 'total_minor as totalMinor', 'product_id as productId', 'snapshot'])
    .where('account_id', '=', accountId)
    .where('order_id', '=', orderId)
    .orderBy('position')
    .execute();
}

/** Whom the account's owner is written to. */
export async function findBuyer(
  db: Database,
  userId: string,
): Promise<{ email: string; locale: string | null } | undefined> {
  return db.selectFrom('users').select(['email', 'locale']).where('id', '=', userId).executeTakeFirst();
}
