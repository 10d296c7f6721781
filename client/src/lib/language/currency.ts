import { usualCurrencies } from '@meterstone/landing/currencies';
import { inLanguage } from './translations.ts';

/** The currency that the reader's language suggests, where nothing else is said. */
export function usualCurrency(language: string): string {
  return inLanguage(usualCurrencies, language);
}

/** The currencies of prices, each once, in their order. */
export function currenciesOf(prices: readonly { currency: string }[]): string[] {
  return [...new Set(prices.map(({ currency }) => currency))];
}

/** The first of the wanted currencies in which there is a price, else that of the first price. */
export function currencyOf(
  prices: readonly { currency: string }[],
  wanted: readonly (string | null)[],
): string | undefined {
  const known = currenciesOf(prices);
  return wanted.find((code) => code !== null && known.includes(code)) ?? known[0];
}
