import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { AdminOrderSearch } from '../admin/contract.ts';
import { matchingAdminSearch, providerOfOrder } from '../admin/search.ts';

/** A line of the file. */
export interface ExportedOrder {
  id: string;
  orderNumber: string;
  createdAt: Date;
  status: string;
  accountName: string;
  accountEmail: string | null;
  items: { name: Record<string, string>; quantity: number }[];
  currency: string;
  amountMinor: number;
  refundedMinor: number;
  isKept: boolean;
  provider: string | null;
  paidAt: Date | null;
  providerPaymentId: string | null;
  isTest: boolean;
}

/** Newest first, those before an order; one more than `limit` where there is more. */
export async function selectExportedOrders(
  db: Database,
  search: AdminOrderSearch & { beforeId?: string | undefined; limit: number },
): Promise<ExportedOrder[]> {
  const { beforeId, limit } = search;
  const { rows } = await sql<ExportedOrder>`
    select orders.id, orders.order_number as "orderNumber", orders.created_at as "createdAt", orders.status,
      account.name as "accountName", account.email as "accountEmail", items.listed as items, orders.currency,
      orders.amount_minor as "amountMinor", orders.refunded_minor as "refundedMinor",
      kept.id is not null as "isKept", coalesce(kept.provider, ${providerOfOrder}) as provider,
      kept.paid_at as "paidAt", kept.provider_payment_id as "providerPaymentId", orders.is_test as "isTest"
    from (
      select orders.*
      from public.orders
      where true
        ${matchingAdminSearch(search)}
        ${beforeId === undefined ? sql`` : sql`and orders.id < ${beforeId}::uuid`}
      order by orders.id desc
      limit ${limit + 1}
    ) as orders
    join public.accounts as account on account.id = orders.account_id
    left join public.payments as kept
      on kept.account_id = orders.account_id and kept.id = orders.kept_payment_id
    cross join lateral (
      select
        coalesce(
          json_agg(json_build_object('name', item.name, 'quantity', item.quantity) order by item.position), '[]'
        ) as listed
      from public.order_items as item
      where item.account_id = orders.account_id and item.order_id = orders.id
    ) as items
    order by orders.id desc`.execute(db);
  return rows;
}
