import type { OrderSearch } from '../../../api/orders/admin.ts';
import { readOrderFilter, type AddressedOrders } from '../../../features/orders/admin/order-filter.ts';
import { pageNumberOf, pageOf } from '../../../url/page-number.ts';

export const pageSize = 20;

interface Address {
  filter: AddressedOrders;
  page: number;
  /** What the API is asked for. */
  asked: OrderSearch & { limit: number; offset: number };
}

/** Which orders an address asks for, and which page of them. */
export function readAddress(query: URLSearchParams, timeZone: string): Address {
  const filter = readOrderFilter(query, timeZone);
  const page = pageNumberOf(query);
  return { filter, page, asked: { ...filter.search, ...pageOf(page, pageSize) } };
}
