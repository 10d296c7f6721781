import { exponentOf } from '../lib/currencies.ts';

/**
 * How money is written by providers, and by us: `amountMinor`, whole units of the currency's smallest part by ISO 4217.
 * Integers and text only; a sum that can't be said exactly is refused, never rounded.
 */

/** A sum that the other side's way of writing can't say, or that is no sum at all. */
export class AmountError extends Error {}

/** Currencies that Stripe takes as whole units; https://docs.stripe.com/currencies#zero-decimal. */
const stripeWhole = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Stripe takes them in thousandths, of which the last digit is 0. */
const stripeThousandths = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Stripe sees none of them with the exponent that ISO 4217 gives, or not at all. */
const notAtStripe = new Set('CLF IQD LYD UYI UYW'.split(' '));

/** The sum as Stripe's API takes it; undefined where Stripe can't charge it (KWD 1.505, MGA 1.50). */
export function toStripe(amountMinor: number, currency: string): number | undefined {
  checkSum(amountMinor);
  if (notAtStripe.has(currency)) return undefined;
  if (stripeThousandths.has(currency) && amountMinor % 10 !== 0) return undefined;
  const scaled = shift(amountMinor, stripePlaces(currency) - exponentOf(currency));
  return scaled !== undefined && Number.isSafeInteger(scaled) ? scaled : undefined;
}

/** A sum of Stripe's, in our units. Throws AmountError where it holds a part that the currency doesn't have. */
export function fromStripe(amount: number, currency: string): number {
  checkSum(amount);
  const sum = shift(amount, exponentOf(currency) - stripePlaces(currency));
  if (sum === undefined || !Number.isSafeInteger(sum)) {
    throw new AmountError(`${amount} is no sum of ${currency}`);
  }
  return sum;
}

/** Fen as Alipay writes yuan: `139.00`. */
export function toYuan(fen: number): string {
  checkSum(fen);
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Alipay's yuan (`139.00`, also `139` and `139.5`) in fen. Throws AmountError for anything else. */
export function fromYuan(text: string): number {
  const [, whole, parts = ''] = /^(0|[1-9]\d{0,11})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new AmountError('this is no sum of yuan');
  return Number(whole) * 100 + Number(parts.padEnd(2, '0'));
}

function stripePlaces(currency: string): number {
  if (stripeWhole.has(currency)) return 0;
  return stripeThousandths.has(currency) ? 3 : 2;
}

/** Moves the decimal point to the right; undefined where that would leave a fraction. */
function shift(amount: number, places: number): number | undefined {
  const factor = 10 ** Math.abs(places);
  if (places >= 0) return amount * factor;
  return amount % factor === 0 ? amount / factor : undefined;
}

function checkSum(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new AmountError(`${amount} is no sum`);
}
