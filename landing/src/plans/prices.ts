import type { Plan } from '@meterstone/server/contract/catalog';
import type { Locale } from '../content/content.ts';
import { usualCurrencies } from '../content/currencies.ts';

export type Price = Plan['prices'][number];
/** What the switch above the plans offers. */
export type Interval = 'month' | 'year';

/** The currencies in which anything is sold, in the order of the catalog. */
export function listCurrencies(plans: readonly Plan[]): string[] {
  return [...new Set(plans.flatMap(({ prices }) => prices.map(({ currency }) => currency)))];
}

/** The language's own currency where something is sold in it, else the first there is. */
export function defaultCurrency(plans: readonly Plan[], locale: Locale): string | undefined {
  const currencies = listCurrencies(plans);
  return currencies.find((currency) => currency === usualCurrencies[locale]) ?? currencies[0];
}

/** The prices of one plan in one currency. */
export interface PriceList {
  currency: string;
  month?: Price;
  year?: Price;
  lifetime?: Price;
}

/** A plan's prices in a currency, or in its first one where it isn't sold in that; undefined for a free plan. */
export function priceListOf(plan: Plan, currency: string | undefined): PriceList | undefined {
  const [first] = plan.prices;
  if (!first) return undefined;
  const own = plan.prices.some((price) => price.currency === currency) ? currency : undefined;
  const list: PriceList = { currency: own ?? first.currency };
  for (const price of plan.prices) {
    if (price.currency === list.currency) list[price.interval] = price;
  }
  return list;
}

/** The price to show while the switch stands at an interval: that one, else the other one, else the only one. */
export function priceFor(list: PriceList, interval: Interval): Price | undefined {
  const other = interval === 'month' ? list.year : list.month;
  return list[interval] ?? other ?? list.lifetime;
}

/** Name of a price that stays the same when its amount changes. */
export function priceKey(plan: Plan, { interval, currency }: Pick<Price, 'interval' | 'currency'>): string {
  return `${plan.code} ${interval} ${currency}`;
}
