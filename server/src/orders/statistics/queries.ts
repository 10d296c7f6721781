import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Granularity } from '../../http/contract.ts';
import { matchingAdminSearch } from '../admin/search.ts';
import type { OrderSums } from './contract.ts';

export interface StatisticsSearch {
  from: Date;
  to: Date;
  granularity: Granularity;
  provider: string | undefined;
  isTest: boolean;
}

export interface SumsRow extends Omit<OrderSums, 'netMinor'> {
  currency: string;
  provider: string;
  /** Start of the step, in UTC. */
  at: Date;
}

/**
 * What was kept of the money that came in the span, by currency, provider and step; steps without any are missing. Not
 * what was asked for: an admin may have attached another sum.
 */
export async function sumOrders(db: Database, search: StatisticsSearch): Promise<SumsRow[]> {
  const { from, to, granularity, provider, isTest } = search;
  const { rows } = await sql<SumsRow>`
    select orders.currency, payment.provider, date_trunc(${granularity}, payment.paid_at, 'UTC') as at,
      count(*) as paid, count(*) filter (where coalesce(other.gone, orders.refunded_minor) > 0) as refunded,
      sum(money.price)::bigint as "grossMinor",
      sum(
        case
          when other.received is null then orders.refunded_minor
          else div(money.price * other.gone, nullif(other.received, 0))
        end
      )::bigint as "refundedMinor"
    from public.payments as payment
    join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id
    cross join lateral (select (payment.received_minor - payment.tax_minor)::numeric as price) as money
    -- An order tells what went back as a part of its own sum, rounded: of another one it is reckoned anew.
    left join lateral (
      select received, gone
      from public.payment_money(payment.account_id, payment.id)
      where money.price <> orders.amount_minor
      -- Keeps the condition in here: joined by it, the function would run for each payment there is.
      offset 0
    ) as other on true
    where payment.role = 'kept'
      and payment.paid_at >= ${from}
      and payment.paid_at < ${to}
      and payment.is_test = ${isTest}
      ${provider === undefined ? sql`` : sql`and payment.provider = ${provider}`}
    group by 1, 2, 3
    order by 1, 2, 3`.execute(db);
  return rows;
}

/**
 * What else came in the span, by currency: it bought nothing, and goes back with the tax on it. Whether it is back yet
 * is not asked: it never was revenue.
 */
export async function sumSurplus(
  db: Database,
  { from, to, provider, isTest }: StatisticsSearch,
): Promise<{ currency: string; surplusMinor: number }[]> {
  const { rows } = await sql<{ currency: string; surplusMinor: number }>`
    select orders.currency, sum(payment.received_minor)::bigint as "surplusMinor"
    from public.payments as payment
    join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id
    where payment.role = 'surplus'
      and payment.paid_at >= ${from}
      and payment.paid_at < ${to}
      and payment.is_test = ${isTest}
      ${provider === undefined ? sql`` : sql`and payment.provider = ${provider}`}
    group by orders.currency
    order by orders.currency`.execute(db);
  return rows;
}

/** How many orders were made in the span, paid or not, by currency; with a provider, those that it was tried for. */
export async function countOrders(
  db: Database,
  { from, to, provider, isTest }: StatisticsSearch,
): Promise<{ currency: string; orders: number }[]> {
  const made = { from: from.toISOString(), to: to.toISOString(), provider };
  const { rows } = await sql<{ currency: string; orders: number }>`
    select orders.currency, count(*) as orders
    from public.orders
    where orders.is_test = ${isTest}
      ${matchingAdminSearch(made)}
    group by orders.currency
    order by orders.currency`.execute(db);
  return rows;
}
