/** Decimal places by ISO 4217 where they aren't two. */
const exponents: Readonly<Record<string, number>> = {
  ...each('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...each('BHD IQD JOD KWD LYD OMR TND', 3),
  ...each('CLF UYW', 4),
};

/** Decimal places of a currency by ISO 4217: JPY 0, USD 2, KWD 3. */
export function exponentOf(currency: string): number {
  return exponents[currency] ?? 2;
}

/** A sum in whole units of the currency, with all its places and a point: `19.99`, `500` yen, `1.500` dinars. */
export function decimalText(amountMinor: number, currency: string): string {
  const places = exponentOf(currency);
  if (places === 0) return String(amountMinor);
  const digits = String(Math.abs(amountMinor)).padStart(places + 1, '0');
  return `${amountMinor < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function each(currencies: string, exponent: number): Record<string, number> {
  return Object.fromEntries(currencies.split(' ').map((currency) => [currency, exponent]));
}
