import type { Plan } from '@meterstone/server/contract/catalog';
import { priceKey, type Price } from './prices.ts';

export interface PriceChange {
  plan: Plan;
  price: Price;
  key: string;
}

/** The prices that are in both lists with different amounts. */
export function findPriceChanges(before: readonly Plan[], after: readonly Plan[]): PriceChange[] {
  const known = new Map<string, number>(
    before.flatMap((plan) => plan.prices.map((price) => [priceKey(plan, price), price.amountMinor] as const)),
  );
  return after.flatMap((plan) =>
    plan.prices
      .map((price) => ({ plan, price, key: priceKey(plan, price) }))
      .filter(({ key, price }) => known.has(key) && known.get(key) !== price.amountMinor),
  );
}
