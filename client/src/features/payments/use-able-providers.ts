import type { Order } from '@meterstone/server/contract/orders';
import type { OfferedProvider } from '@meterstone/server/contract/payments/checkout';
import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '../../api/orders/payments.ts';

/** The providers at which an order that is there can be paid; none before they are known. */
export function useAbleProviders({ items, currency }: Pick<Order, 'items' | 'currency'>): OfferedProvider[] {
  // Of what is not on sale any more nobody tells; the server then takes the provider of before.
  const offered = useQuery({ ...providersQuery(items[0]?.productId ?? ''), retry: false }).data ?? [];
  return offered.filter(({ currencies }) => currencies.includes(currency));
}
