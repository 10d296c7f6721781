import { OrderStatus } from '@meterstone/server/contract/orders';
import { ProviderName } from '@meterstone/server/contract/payments/checkout';
import type { OrderSearch } from '../../../api/orders/admin.ts';
import { readSpan, type AddressedSpan } from '../../../url/span.ts';

/** `none`: of orders that cost nothing. */
export const providers = [...ProviderName.options, 'none'] as const;

/** The filter of the orders as the address holds it, and as the API takes it. */
export interface AddressedOrders extends Pick<AddressedSpan, 'firstDay' | 'lastDay'> {
  search: OrderSearch;
}

/** Reads an address; what makes no sense is left out. Sums are of one currency, so they need one. */
export function readOrderFilter(query: URLSearchParams, timeZone: string): AddressedOrders {
  const { from, to, firstDay, lastDay } = readSpan(query, timeZone);
  const currency = query.get('currency') ?? '';
  const hasCurrency = /^[A-Z]{3}$/.test(currency);
  return {
    search: {
      q: query.get('q') || undefined,
      status: OrderStatus.safeParse(query.get('status')).data,
      provider: providers.find((known) => known === query.get('provider')),
      currency: hasCurrency ? currency : undefined,
      minMinor: hasCurrency ? minorIn(query.get('min')) : undefined,
      maxMinor: hasCurrency ? minorIn(query.get('max')) : undefined,
      from,
      to,
    },
    firstDay,
    lastDay,
  };
}

function minorIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
