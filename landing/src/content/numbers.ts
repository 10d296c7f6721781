import type { Locale } from './content.ts';

/** How numbers read: on this page, and in the client. */

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format takes far longer than using it, and tables are full of numbers. */
function formatOf(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** What is taken away has a minus sign, which is as wide as a plus; formats write a hyphen. */
function minus(text: string): string {
  return text.replace('-', '−');
}

/** A number in full: "12,345". */
export function formatNumber(value: number, locale: Locale): string {
  return minus(formatOf(locale, {}).format(value));
}

/** Where a language says a round number by name: "5 million", 500 万. */
const named: Record<Locale, readonly number[]> = { en: [1e12, 1e9, 1e6], 'zh-CN': [1e12, 1e8, 1e4] };

/** A number in full, or by name where that loses nothing: for what plans give. */
export function formatCount(count: number, locale: Locale): string {
  const unit = named[locale].find((size) => count >= size);
  if (unit === undefined || count % (unit / 10) !== 0) return formatNumber(count, locale);
  const parts = formatOf(locale, {
    notation: 'compact',
    compactDisplay: 'long',
    maximumFractionDigits: 1,
    useGrouping: 'always',
  }).formatToParts(count);
  const word = parts.find(({ type }) => type === 'compact')?.value ?? '';
  const digits = parts
    .filter(({ type }) => type !== 'compact' && type !== 'literal')
    .map(({ value }) => value);
  return `${digits.join('')} ${word}`;
}

/**
 * A number of at most two decimals, by name where it is large: "2.05M", 205 万. Rounded down, so that a quota is
 * told as used up no sooner than it is.
 */
export function formatShort(count: number, locale: Locale): string {
  const text = formatOf(locale, {
    notation: 'compact',
    maximumFractionDigits: 2,
    roundingMode: 'trunc',
    useGrouping: 'always',
  }).format(count);
  return spaced(text);
}

/** From here on a number that moves is read more easily in short. */
export const longAmount = 100_000;

/** What is used and left of a quota: "72", "2.05M", 5 万. Whoever shows it in short tells the whole number on hover. */
export function formatAmount(amount: number, locale: Locale): string {
  return amount < longAmount ? formatCount(amount, locale) : formatShort(amount, locale);
}

/** "82%": whole and rounded down; with one decimal where only that tells it from all, "99.8%". */
export function formatPercent(percent: number, locale: Locale): string {
  const steps = percent > 99 && percent < 100 ? 10 : 1;
  const shown = Math.floor(percent * steps) / steps;
  return formatOf(locale, { style: 'percent', maximumFractionDigits: 1 }).format(shown / 100);
}

/** A sum as in books, "$79.00". `amountMinor` is in the smallest unit of the currency. */
export function formatMoney(amountMinor: number, currency: string, locale: Locale): string {
  const format = formatOf(locale, { style: 'currency', currency });
  return minus(format.format(amountMinor / 10 ** currencyDigits(currency)));
}

/** A price as on a price tag: "$79", "$19.99". */
export function formatPrice(amountMinor: number, currency: string, locale: Locale): string {
  return formatOf(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }).format(
    amountMinor / 10 ** currencyDigits(currency),
  );
}

/** How many digits a currency has after the point: 2 for USD, 0 for JPY. What is no currency counts as having 2. */
export function currencyDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  // In any language: digits belong to the currency.
  return formatOf('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Chinese has a space between digits and words: 4 分钟前, 80% 和 95%. Dates have none, and are not given here. */
export function spaced(text: string): string {
  return text.replaceAll(/(?<=\d%?)(?=\p{Script=Han})|(?<=\p{Script=Han})(?=\d)/gu, ' ');
}

/** …but none between 万 and a measure word: 100 个, 1 万个. */
export function closeUp(text: string): string {
  return text.replaceAll(/(?<=[万亿]) (?=\p{Script=Han})/gu, '');
}

/** The unit of a feature in each language; where one and many differ, both: `article|articles`. */
type Unit = Readonly<Record<Locale, string>>;

/** The unit as it stands beside that many: "articles", 篇; empty where there is none. */
export function unitFor(count: number, unit: Unit, locale: Locale): string {
  const [one = '', many = one] = unit[locale].split('|');
  return (new Intl.PluralRules(locale).select(count) === 'one' ? one : many).trim();
}

/** What is said of a number, "100" or "5 million", with the unit: "100 articles", 100 篇, 1 万篇. */
export function withUnit(text: string, count: number, unit: Unit, locale: Locale): string {
  return closeUp(`${text} ${unitFor(count, unit, locale)}`).trim();
}

/** What a price is for: "article" for one of it, "10,000 tokens", 1 万次. */
export function formatPer(per: number, unit: Unit, locale: Locale): string {
  const one = unitFor(1, unit, locale);
  return per === 1 && one !== '' ? one : withUnit(formatCount(per, locale), per, unit, locale);
}
