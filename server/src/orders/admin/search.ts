import { sql, type RawBuilder } from 'kysely';
import { likeLiteral } from '../../db/like.ts';
import { matchingOrders } from '../queries.ts';
import type { AdminOrderSearch } from './contract.ts';

/** Of `orders`: what is searched for, each part of it but the currency answered by an index of its own. */
export function matchingAdminSearch(search: AdminOrderSearch): RawBuilder<unknown> {
  const { accountId, provider, currency, minMinor, maxMinor } = search;
  const q = likeLiteral(search.q ?? '');
  return sql`
    ${matchingOrders(search)}
    ${accountId === undefined ? sql`` : sql`and orders.account_id = ${accountId}`}
    ${
      q
        ? sql`and orders.id in (
            select number.order_id from public.order_numbers as number where number.order_number like ${`${q.toUpperCase()}%`}
            union
            select theirs.id
            from public.accounts as account
            join public.orders as theirs on theirs.account_id = account.id
            where account.email ilike ${`%${q}%`}
          )`
        : sql``
    }
    ${
      provider === undefined
        ? sql``
        : sql`and orders.id in (
            select payment.order_id from public.payments as payment where payment.provider = ${provider}
          )`
    }
    ${currency === undefined ? sql`` : sql`and orders.currency = ${currency}`}
    ${minMinor === undefined ? sql`` : sql`and orders.amount_minor >= ${minMinor}`}
    ${maxMinor === undefined ? sql`` : sql`and orders.amount_minor <= ${maxMinor}`}`;
}

/** The provider that took the money of `orders`, else the one that was tried last. */
export const providerOfOrder = sql`(
  select payment.provider
  from public.payments as payment
  where payment.account_id = orders.account_id and payment.order_id = orders.id
  order by payment.id = orders.kept_payment_id desc nulls last, payment.attempt desc
  limit 1
)`;
