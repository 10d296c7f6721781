import { OrderStatus } from '@meterstone/server/contract/orders';
import type { OrderFilter } from '../../../../api/orders/own.ts';
import { readSpan } from '../../../../url/span.ts';

export interface AddressedOrders {
  filter: OrderFilter;
  /** First and last day, on the account's calendar. */
  firstDay: string | undefined;
  lastDay: string | undefined;
  isFiltered: boolean;
}

/** Which orders an address asks for: `?status=paid&from=2026-11-01&to=2026-11-30`. */
export function readOrderFilter(query: URLSearchParams, timeZone: string): AddressedOrders {
  const { from, to, firstDay, lastDay } = readSpan(query, timeZone);
  const filter = { status: OrderStatus.safeParse(query.get('status')).data, from, to };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return { filter, firstDay, lastDay, isFiltered };
}
