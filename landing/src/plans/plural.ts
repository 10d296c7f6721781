import type { CountWords, Locale } from '../content/content.ts';

/** The form that the language uses with this number. */
export function chooseWords(words: CountWords, count: number, locale: Locale): string {
  return new Intl.PluralRules(locale).select(count) === 'one' ? (words.one ?? words.other) : words.other;
}
