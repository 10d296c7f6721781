/** The shape of what the page says. Everything a visitor reads stands in one file per language. */

export type Locale = 'en' | 'zh-CN';

/** Texts with `{name}` are templates; `fill` puts the values in. */
export interface Content {
  meta: {
    title: string;
    description: string;
    /** What the picture for social networks shows, in words. */
    imageAlt: string;
  };
  header: {
    skip: string;
    sections: string;
    steps: string;
    plans: string;
    questions: string;
    /** The other language, in its own words. */
    otherLanguage: string;
    theme: { label: string; system: string; light: string; dark: string };
    signIn: string;
    /** In its place for those who are signed in. */
    open: string;
  };
  hero: {
    what: string;
    forWhom: string;
    choose: string;
    steps: string;
    note: string;
  };
  example: ExampleWords;
  steps: { title: string; lead: string; items: { title: string; text: string; detail: string }[] };
  offer: OfferWords;
  questions: {
    title: string;
    lead: string;
    /** `{way}` becomes a link: the address to write to, or with `contactPage` a page, called `page`. */
    contact: string;
    contactPage: string;
    page: string;
    /** Where the installation names no other (`SUPPORT_URL`). */
    email: string;
    items: { question: string; answer: string[] }[];
  };
  closing: { title: string; text: string; choose: string };
  footer: { about: string; meteredBy: string; api: string; signIn: string; top: string; rights: string };
}

/** The quota bars of an example account. */
export interface ExampleWords {
  title: string;
  /** Where the plans on sale have no such quotas. */
  plan: string;
  pause: string;
  play: string;
  /** For screen readers, in place of the moving picture: `{articles}`, `{publications}`, `{tokens}` are quotas. */
  summary: string;
  features: { articles: string; publications: string; tokens: string };
  /** `inDays`: `{days}`. */
  resets: { midnight: string; inDays: CountWords };
  count: string;
  countWithReserved: string;
  levels: { normal: string; warning: string; critical: string; exhausted: string };
}

/** `one` is used where the language has a singular. */
export interface CountWords {
  one?: string;
  other: string;
}

/** A count within its reset period, `{count}`. */
export type PeriodWords = Record<'daily' | 'monthly' | 'never', string>;

interface FeatureWords {
  count: CountWords;
  unlimited: string;
  /** The number in the comparison, beside the feature's name, where it can't stand alone: `{count} 篇`. */
  measure?: string;
  /** One line for the comparison. */
  note?: string;
}

export interface OfferWords {
  title: string;
  lead: string;
  /** What follows "Choose". */
  choosing?: string;
  intervals: { label: string; month: string; year: string };
  currencies: string;
  /** What a year saves, `{months}` or `{percent}`; the second pair where other plans save less. */
  freeMonths: CountWords;
  save: string;
  freeMonthsUpTo: CountWords;
  saveUpTo: string;
  recommended: string;
  free: string;
  freeNote: string;
  /** In the place of a price, and what stands below it. */
  onRequest: string;
  onRequestNote: string;
  per: { month: string; year: string; lifetime: string };
  /** Beside the price: `{sum}` is the price of the year. */
  billed: { month: string; year: string; lifetime: string };
  /** Where only the other interval is sold. */
  only: { month: string; year: string };
  or: { year: string; lifetime: string };
  choose: string;
  chooseFree: string;
  /** Leads to whoever sells what is on request. */
  contact: string;
  /** Opens the lines of a card that are folded, `{count}`, and folds them again. */
  more: string;
  fewer: string;
  tax: string;
  /** `{time}` */
  asOf: string;
  away: string;
  awayWithoutScript: string;
  retry: string;
  none: string;
  loading: string;
  /** Read out when a price changes: `{plan}`, `{price}`. */
  changed: string;
  compare: {
    title: string;
    lead: string;
    feature: string;
    included: string;
    notIncluded: string;
    unlimited: string;
    /** The row of those that plans include. */
    credits: string;
  };
  periods: PeriodWords;
  /** Credits that a plan includes. */
  credits: { month: CountWords; year: CountWords };
  /** What becomes of those that are not used: they end with their period, or live on for `{count}` more. */
  creditsEnd: { month: string; year: string };
  creditsLiveOn: { month: CountWords; year: CountWords };
  /** What use beyond a quota costs: `{credits}` for `{per}`, one of what is counted or so many. */
  beyond: CountWords;
  /** Features that are sold, by code. One that is not listed here is shown by its name in the catalog. */
  features: Record<string, FeatureWords>;
  unknownFeature: string;
  /** What a plan gives beside another one. */
  difference: DifferenceWords;
}

interface DifferenceWords {
  /** How much more or less of a quota there is in a period, `{count}`. */
  more: PeriodWords;
  less: PeriodWords;
  /** Where it is not a matter of more or less: `{what}`, `{before}`. */
  instead: string;
  added: string;
  gone: string;
  /** What credits can pay beyond the quota of a feature, `{name}`, by which `{rate}`, and by which `{before}`. */
  beyond: { rate: CountWords; added: string; gone: string; instead: string };
}
