import {
  OfferedProvider,
  PaymentStatus,
  StartedPayment,
  type PayAgainBody,
  type PaymentBody,
} from '@meterstone/server/contract/payments/checkout';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { toApiError } from '../../lib/api-error.ts';
import { creditsKey } from '../credits/key.ts';
import { offeredPackagesQuery } from '../credits/offered.ts';
import { call, path } from '../http/client.ts';
import { usageKey } from '../metering.ts';
import { plansQuery } from '../plans/public-plans.ts';
import { queryClient } from '../query-client.ts';
import { ordersKey } from './key.ts';

/** Where no event comes, as for a page at which nothing was paid yet; the provider is asked no more often than this. */
const askEveryMs = 2_000;

/** What can charge a product, in the order in which buyers see it. Errors: `not_found` for what is not on sale. */
export function providersQuery(productId: string) {
  return queryOptions({
    queryKey: ['providers', productId],
    queryFn: ({ signal }) =>
      call({ path: '/payments/providers', query: { productId }, output: z.array(OfferedProvider), signal }),
  });
}

/** How an attempt stands; asked again until it is certain what became of it. Errors: `not_found`. */
export function paymentQuery(requestId: string) {
  const queryKey = [...ordersKey, 'payment', requestId];
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => {
      const before = queryClient.getQueryData<PaymentStatus>(queryKey);
      const payment = await call({ path: path`/payments/${requestId}`, output: PaymentStatus, signal });
      if (before && before.status !== payment.status) refreshGoods();
      return payment;
    },
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isOpen(data) ? askEveryMs : false),
  });
}

/** The order has moved, and with it what it gives; events tell that, too, unless the socket is away. */
function refreshGoods(): void {
  for (const queryKey of [[...ordersKey, 'one'], [...ordersKey, 'list'], usageKey, creditsKey]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

function isOpen({ status, state }: PaymentStatus): boolean {
  const isUnderWay = ['intent', 'open', 'processing', 'succeeded'].includes(state);
  return status === 'needs_review' || (status === 'pending' && isUnderWay);
}

/**
 * Makes an order and begins to pay it. With the same key again: the same page, or what did not come to an end goes on.
 * Errors: see `POST /payments`; those after which the order is there name it.
 */
export function startPayment(body: PaymentBody, idempotencyKey: string): Promise<StartedPayment> {
  return begin('/payments', body, idempotencyKey).catch((error: unknown) => {
    // The page shows another one than there is: each version of a plan has prices of its own.
    if (['price_changed', 'not_found'].includes(toApiError(error).code)) {
      for (const { queryKey } of [plansQuery, offeredPackagesQuery]) {
        void queryClient.invalidateQueries({ queryKey });
      }
    }
    throw error;
  });
}

/** Begins to pay an order that is there, anew: the page before is closed. Errors: as startPayment. */
export function payOrder(id: string, body: PayAgainBody, idempotencyKey: string): Promise<StartedPayment> {
  return begin(path`/orders/${id}/pay`, body, idempotencyKey);
}

async function begin(address: string, body: object, idempotencyKey: string): Promise<StartedPayment> {
  const headers = { 'idempotency-key': idempotencyKey };
  try {
    return await call({ method: 'POST', path: address, body, headers, output: StartedPayment });
  } finally {
    void queryClient.invalidateQueries({ queryKey: ordersKey });
  }
}
