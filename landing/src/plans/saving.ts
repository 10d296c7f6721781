import type { CountWords, Locale, OfferWords } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { formatPercent } from '../content/numbers.ts';
import { chooseWords } from './plural.ts';
import type { PriceList } from './prices.ts';

/** What a year costs less than twelve months. */
export type Saving = { months: number } | { percent: number };

/** Whole months where it is that, else whole per cent, rounded down; undefined below one per cent. */
export function savingOf({ month, year }: PriceList): Saving | undefined {
  if (!month || !year || month.amountMinor === 0) return undefined;
  const saved = month.amountMinor * 12 - year.amountMinor;
  if (saved <= 0) return undefined;
  if (saved % month.amountMinor === 0) return { months: saved / month.amountMinor };
  const percent = Math.floor((saved * 100) / (month.amountMinor * 12));
  return percent === 0 ? undefined : { percent };
}

/**
 * What may be said of all plans at once: the saving where each paid plan has the same, "up to" the greatest where
 * they differ; undefined where none saves.
 */
export function commonSaving(lists: readonly PriceList[]): { saving: Saving; isSame: boolean } | undefined {
  const savings = lists.filter(({ month, year }) => month && year).map(savingOf);
  const [greatest] = savings
    .filter((saving) => saving !== undefined)
    .sort((one, other) => shareOf(other) - shareOf(one));
  if (!greatest) return undefined;
  const isSame = savings.every((saving) => JSON.stringify(saving) === JSON.stringify(greatest));
  return { saving: greatest, isSame };
}

/** Such as "2 months free" or "save 16%". */
export function describeSaving(saving: Saving, words: OfferWords, locale: Locale): string {
  return sayIn(saving, { months: words.freeMonths, percent: words.save }, locale);
}

/** The saving of all plans at once, such as "2 months free" or "save up to 22%"; undefined where none saves. */
export function describeCommonSaving(
  lists: readonly PriceList[],
  words: OfferWords,
  locale: Locale,
): string | undefined {
  const common = commonSaving(lists);
  if (!common) return undefined;
  if (common.isSame) return describeSaving(common.saving, words, locale);
  return sayIn(common.saving, { months: words.freeMonthsUpTo, percent: words.saveUpTo }, locale);
}

function sayIn(saving: Saving, words: { months: CountWords; percent: string }, locale: Locale): string {
  return 'months' in saving
    ? fill(chooseWords(words.months, saving.months, locale), saving)
    : fill(words.percent, { percent: formatPercent(saving.percent, locale) });
}

function shareOf(saving: Saving): number {
  return 'months' in saving ? saving.months / 12 : saving.percent / 100;
}
