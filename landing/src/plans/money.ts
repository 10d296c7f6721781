import type { Locale } from '../content/content.ts';

/**
 * An amount as people of the language write it. Whole amounts have no decimals; a currency has the digits that
 * ISO 4217 gives it.
 *
 * @param amountMinor in the smallest unit of the currency, an integer
 */
export function formatMoney(amountMinor: number, currency: string, locale: Locale): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  });
  return format.format(amountMinor / 10 ** digitsOf(currency));
}

/** A twelfth of a yearly price, rounded to the smallest unit. */
export function perMonth(yearlyMinor: number): number {
  return Math.round(yearlyMinor / 12);
}

function digitsOf(currency: string): number {
  // Without a locale of its own, since digits belong to the currency.
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}
