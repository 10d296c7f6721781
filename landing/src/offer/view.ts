import type { Locale, OfferWords } from '../content/content.ts';
import type { Interval } from '../plans/prices.ts';

/** What the visitor looks at. */
export interface View {
  words: OfferWords;
  locale: Locale;
  interval: Interval;
  currency: string | undefined;
  /** Keys of the prices that have just changed. */
  glowing: ReadonlySet<string>;
}
