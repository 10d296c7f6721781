import {
  AdminOrder,
  AdminOrderDetail,
  type AdminOrdersQuery,
} from '@meterstone/server/contract/orders/admin';
import { OrderStatistics, type OrderStatisticsQuery } from '@meterstone/server/contract/orders/statistics';
import {
  RefundPreview,
  RequestedRefund,
  type PreviewBody,
  type RefundBody,
} from '@meterstone/server/contract/payments/admin-refunds';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { call, callFile, callPage, path } from '../http/client.ts';
import { queryClient } from '../query-client.ts';
import { adminOrdersKey } from './key.ts';

/** What an admin sees of orders, and gives back of them. */

/** What providers answer has no event of its own, so what is open is asked for again. */
const refetchMs = 4_000;

export type OrderSearch = Partial<Omit<AdminOrdersQuery, 'limit' | 'offset'>>;

/** Newest first. */
export function ordersQuery(search: OrderSearch & { limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...adminOrdersKey, 'list', search],
    queryFn: ({ signal }) => callPage({ path: '/admin/orders', query: search, output: AdminOrder, signal }),
    placeholderData: keepPreviousData,
  });
}

export function orderQuery(orderId: string) {
  return queryOptions({
    queryKey: [...adminOrdersKey, 'one', orderId],
    queryFn: ({ signal }) => call({ path: path`/admin/orders/${orderId}`, output: AdminOrderDetail, signal }),
    refetchInterval: refetchMs,
  });
}

/** What was sold, each currency for itself. */
export function orderStatisticsQuery(search: Partial<OrderStatisticsQuery> = {}) {
  return queryOptions({
    queryKey: [...adminOrdersKey, 'statistics', search],
    queryFn: ({ signal }) =>
      call({ path: '/admin/orders/statistics', query: search, output: OrderStatistics, signal }),
    placeholderData: keepPreviousData,
  });
}

export type ExportFormat = 'csv' | 'xlsx';

/** All orders of the search as a file, its headers in the language. */
export function exportOrders(
  search: OrderSearch,
  format: ExportFormat,
  language: string,
): Promise<{ name: string; content: Blob }> {
  return callFile({ path: '/admin/orders/export', query: { ...search, format, language } });
}

/** What a refund would do, at this moment. Errors: `refund_exceeds`, `refund_whole_only`. */
export function refundPreviewQuery(orderId: string, body: z.input<typeof PreviewBody>) {
  return queryOptions({
    // Asked while one chooses, and never again once it is done: then it would be refused.
    queryKey: ['refund', orderId, body],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: path`/admin/orders/${orderId}/refund/preview`,
        body,
        output: RefundPreview,
        signal,
      }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
}

/** Gives money back, once for its key. Errors: `refund_exceeds`, `refund_whole_only`, `idempotency_mismatch`. */
export async function refundOrder(
  orderId: string,
  body: z.output<typeof RefundBody>,
  idempotencyKey: string,
): Promise<z.output<typeof RequestedRefund>> {
  try {
    return await call({
      method: 'POST',
      path: path`/admin/orders/${orderId}/refund`,
      headers: { 'idempotency-key': idempotencyKey },
      body,
      output: RequestedRefund,
    });
  } finally {
    // Whatever came of it: a refusal means that what is shown was out of date.
    void queryClient.invalidateQueries({ queryKey: adminOrdersKey });
    void queryClient.invalidateQueries({ queryKey: ['admin', 'audit'] });
  }
}
