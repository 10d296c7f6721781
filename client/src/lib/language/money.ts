import { withoutGroups } from './whole-number.ts';

/** Amounts as people type them, in whole units of a currency, and as the API takes them, in its smallest unit. */

/**
 * The amount that a text says, in the smallest unit; undefined for what is no amount, has more digits than the
 * currency, or is too large to be exact. Reads the digits themselves: 19.99 * 100 is not 1999 in floating point.
 */
export function parseAmount(text: string, digits: number): number | undefined {
  const parts = /^(\d+)(?:[.](\d*))?$/.exec(withoutGroups(text));
  const [, whole = '', fraction = ''] = parts ?? [];
  if (!parts || fraction.replace(/0+$/, '').length > digits) return undefined;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/** The text of an amount, as one would type it: `19.99`. */
export function amountText(amountMinor: number, digits: number): string {
  if (digits === 0) return String(amountMinor);
  const text = String(amountMinor).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
