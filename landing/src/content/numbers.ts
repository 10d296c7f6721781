import type { Locale } from './content.ts';

/** How large numbers read: on this page, and in the client. */

/** Where a language says a round number by name: "5 million", 500 万. */
const named: Record<Locale, readonly number[]> = { en: [1e12, 1e9, 1e6], 'zh-CN': [1e12, 1e8, 1e4] };

/** A number in full, or by name where that loses nothing. */
export function formatCount(count: number, locale: Locale): string {
  const unit = named[locale].find((size) => count >= size);
  if (unit === undefined || count % (unit / 10) !== 0) return new Intl.NumberFormat(locale).format(count);
  const parts = new Intl.NumberFormat(locale, {
    notation: 'compact',
    compactDisplay: 'long',
    maximumFractionDigits: 1,
  }).formatToParts(count);
  const word = parts.find(({ type }) => type === 'compact')?.value ?? '';
  const digits = parts
    .filter(({ type }) => type !== 'compact' && type !== 'literal')
    .map(({ value }) => value);
  return `${digits.join('')} ${word}`;
}

/** Chinese has a space between a digit and a measure word, but none between 万 and one: 100 个, 1 万个. */
export function closeUp(text: string): string {
  return text.replaceAll(/(?<=[万亿]) (?=\p{Script=Han})/gu, '');
}

/** A number with at most two decimals, by name where it is large, and rounded for that: "2.05M", 205 万. */
export function formatShort(count: number, locale: Locale): string {
  const text = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 2 }).format(count);
  return text.replace(/(?<=\d)(?=\p{Script=Han})/u, ' ');
}
