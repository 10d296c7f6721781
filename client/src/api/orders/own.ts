import { Order, OrderDetail, type OrderStatus } from '@meterstone/server/contract/orders';
import { EndedOrder } from '@meterstone/server/contract/payments/checkout';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call, callCursorPage, path } from '../http/client.ts';
import { queryClient } from '../query-client.ts';
import { ordersKey } from './key.ts';

/** Which orders: in what status, and of when (`to` is not included). */
export interface OrderFilter {
  status: OrderStatus | undefined;
  from: string | undefined;
  to: string | undefined;
}

/** Newest first, page after page. */
export function ordersQuery(filter: OrderFilter) {
  return infiniteQueryOptions({
    queryKey: [...ordersKey, 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      callCursorPage({
        path: '/orders',
        query: { ...filter, limit: 20, cursor: pageParam },
        output: Order,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** The newest that wait for their money, as one comes to a page: what is ordered there is no news to it. */
export const unpaidOrdersQuery = queryOptions({
  queryKey: ['unpaidOrders'],
  queryFn: ({ signal }) =>
    callCursorPage({ path: '/orders', query: { status: 'pending', limit: 20 }, output: Order, signal }),
  staleTime: 'static',
  gcTime: 0,
});

/** One order with all that happened to it. Errors: `not_found`. */
export function orderQuery(id: string) {
  return queryOptions({
    queryKey: [...ordersKey, 'one', id],
    queryFn: ({ signal }) => call({ path: path`/orders/${id}`, output: OrderDetail, signal }),
  });
}

/**
 * Ends an order that is not paid. Done or refused, what is shown is asked for again.
 * Errors: `order_not_payable` where it is paid or has ended, `payment_processing`.
 */
export async function cancelOrder(id: string, idempotencyKey: string): Promise<void> {
  try {
    await call({
      method: 'POST',
      path: path`/orders/${id}/cancel`,
      headers: { 'idempotency-key': idempotencyKey },
      output: EndedOrder,
    });
  } finally {
    await queryClient.invalidateQueries({ queryKey: ordersKey });
  }
}
