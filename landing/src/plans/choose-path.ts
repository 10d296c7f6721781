import type { Plan } from '@meterstone/server/contract/catalog';
import type { Price } from './prices.ts';

interface Choice {
  interval: Price['interval'];
  currency: string | undefined;
}

/**
 * Where "Choose" leads: the app registers or signs in the visitor, and knows what was chosen. Of a plan that costs
 * nothing that is what was looked at, which the app goes on to show.
 */
export function choosePath(plan: Plan, { interval, currency }: Choice): string {
  const query = new URLSearchParams({ plan: plan.code, interval });
  if (currency !== undefined) query.set('currency', currency);
  return `/app/choose?${query}`;
}
