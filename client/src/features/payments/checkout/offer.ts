import { Interval, type Plan } from '@meterstone/server/contract/catalog';
import type { Package } from '@meterstone/server/contract/credits/packages';
import { currenciesOf, currencyOf } from '../../../lib/language/currency.ts';

interface Price {
  /** Null for a package, which has no period. */
  interval: Interval | null;
  amountMinor: number;
  currency: string;
}

/** What is about to be bought, at one of its prices. */
export interface Offer {
  kind: 'plan' | 'package';
  /** By which the address names it. */
  code: string;
  /** As the API of payments calls it: a plan's price, or the package. */
  productId: string;
  name: Record<string, string>;
  description: Record<string, string>;
  price: Price;
  /** What else there is to choose from: currencies, and periods in the chosen one. */
  currencies: string[];
  periods: Price[];
  /** What a package gives. */
  credits: { amount: number; daily: number | null; days: number } | null;
  /** A package that the account has already, which this one follows. */
  isAgain: boolean;
}

/** What an address or the reader's language asks for; what is not there is passed over. */
export interface Wanted {
  interval: string | null;
  currency: string | null;
  usualCurrency: string;
}

/** A plan at the price that is wanted; undefined where it has none, as the free one. */
export function planOffer(plan: Plan, wanted: Wanted): Offer | undefined {
  const shown = currencyOf(plan.prices, [wanted.currency, wanted.usualCurrency]);
  const inCurrency = plan.prices.filter(({ currency }) => currency === shown);
  const periods = Interval.options.flatMap((interval) =>
    inCurrency.filter((price) => price.interval === interval),
  );
  const price = periods.find(({ interval }) => interval === wanted.interval) ?? periods[0];
  if (!price) return undefined;
  const { code, name, description } = plan;
  return {
    kind: 'plan',
    code,
    productId: price.id,
    name,
    description,
    price,
    currencies: currenciesOf(plan.prices),
    periods,
    credits: null,
    isAgain: false,
  };
}

/** A package at the price that is wanted; undefined where it has none. */
export function packageOffer(item: Package, wanted: Wanted, isAgain = false): Offer | undefined {
  const shown = currencyOf(item.prices, [wanted.currency, wanted.usualCurrency]);
  const price = item.prices.find(({ currency }) => currency === shown);
  if (!price) return undefined;
  const { id, code, name, description, credits: amount, dailyCredits: daily, validityDays: days } = item;
  return {
    kind: 'package',
    code,
    productId: id,
    name,
    description,
    price: { interval: null, amountMinor: price.amountMinor, currency: price.currency },
    currencies: currenciesOf(item.prices),
    periods: [],
    credits: { amount, daily, days },
    isAgain,
  };
}
