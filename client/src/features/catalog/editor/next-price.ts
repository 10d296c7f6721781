import type { PriceFields } from './plan-fields.ts';

const intervals = [['month', 'year'], ['lifetime']] as const;

/**
 * The price that a plan lacks most likely: by month and year in its own currencies and then in those of other plans,
 * and only then for good.
 */
export function nextPrice(prices: readonly PriceFields[], usual: readonly string[]): PriceFields {
  const known = new Set([...prices.map(({ currency }) => currency), ...usual]);
  const currencies = known.size > 0 ? [...known] : ['USD'];
  const wanted = intervals.flatMap((alike) =>
    currencies.flatMap((currency) => alike.map((interval) => ({ interval, currency }))),
  );
  const lacking = wanted.find(
    ({ interval, currency }) =>
      !prices.some((price) => price.currency === currency && price.interval === interval),
  );
  return { interval: 'month', currency: 'EUR', ...lacking, amount: '' };
}
