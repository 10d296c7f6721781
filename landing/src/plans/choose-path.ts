import type { Plan } from '@meterstone/server/contract/catalog';
import type { Price } from './prices.ts';

/** Where "Choose" leads: the app registers or signs in the visitor, and knows what was chosen. */
export function choosePath(plan: Plan, price: Pick<Price, 'interval' | 'currency'> | undefined): string {
  const query = new URLSearchParams({ plan: plan.code });
  if (price) {
    query.set('interval', price.interval);
    query.set('currency', price.currency);
  }
  return `/app/choose?${query}`;
}
