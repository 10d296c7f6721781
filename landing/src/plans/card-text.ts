import type { Plan } from '@meterstone/server/contract/catalog';
import type { Locale, OfferWords } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { formatPrice } from '../content/numbers.ts';
import { perMonth } from './money.ts';
import { priceFor, priceListOf, type Interval, type Price, type PriceList } from './prices.ts';
import { describeCredits, describeCreditsEnd, describeFeature, describeOverage } from './quota-text.ts';
import { describeSaving, savingOf } from './saving.ts';

/** What is looked at, and in which words. */
export interface CardView {
  words: OfferWords;
  locale: Locale;
  interval: Interval;
  currency: string | undefined;
}

/** What a plan's card says, on this page and in the client. */
export interface CardText {
  name: string;
  description: string;
  /** Undefined where the plan has no price. */
  paid: PaidText | undefined;
  /** Where one asks for a plan that is sold on request. */
  contact: string | undefined;
  /** Said of what has no price, in the place of how it is paid. */
  note: string;
  amount: AmountText;
  choose: string;
  /** What it gives: the first lines, and those that stay folded until somebody asks for so many more. */
  lines: CardLine[];
  more: { text: string; lines: CardLine[] } | undefined;
}

export interface PaidText {
  price: Price;
  list: PriceList;
  /** How the price is paid, and what a year saves. */
  billing: string;
  saving: string | undefined;
  /** That it is also to be had for good. */
  once: { price: Price; text: string } | undefined;
}

export interface CardLine {
  key: string;
  text: string;
  /** What use beyond the quota costs. */
  beyond: string | undefined;
}

/** How many lines stand open. One alone is not folded: the line that says so is as high. */
const openLines = 6;

export function describeCard(plan: Plan, view: CardView): CardText {
  const { words, locale, interval, currency } = view;
  const list = priceListOf(plan, currency);
  const price = list && priceFor(list, interval);
  const name = plan.name[locale];
  const lines = linesOf(plan, view);
  const contact = contactOf(plan);
  const unpriced = contact === undefined ? words.free : words.onRequest;
  const open = lines.length > openLines + 1 ? openLines : lines.length;
  function chooseText(): string {
    if (contact !== undefined) return words.contact;
    return price ? fill(words.choose, { plan: name }) : words.chooseFree;
  }

  return {
    name,
    description: plan.description[locale],
    paid: price && describePaid(price, list, view),
    contact,
    note: contact === undefined ? words.freeNote : words.onRequestNote,
    amount: price
      ? describeAmount(price, view)
      : { text: unpriced, per: undefined, size: contact === undefined ? 'usual' : 'long' },
    choose: chooseText(),
    lines: lines.slice(0, open),
    more:
      open < lines.length
        ? { text: fill(words.more, { count: lines.length - open }), lines: lines.slice(open) }
        : undefined,
  };
}

/** Where one asks for a plan that is sold on request; undefined of any other. */
export function contactOf({ sales, contactUrl }: Plan): string | undefined {
  return sales === 'on_request' ? (contactUrl ?? undefined) : undefined;
}

export interface AmountText {
  text: string;
  /** Such as "a month". */
  per: string | undefined;
  /** Large amounts are written smaller, so that they stay on one line. */
  size: 'usual' | 'long' | 'longest';
}

/** A price with its period; that of a year as what it comes to in a month. */
export function describeAmount(
  price: Price,
  { words, locale }: Pick<CardView, 'words' | 'locale'>,
): AmountText {
  const isYear = price.interval === 'year';
  const amount = isYear ? perMonth(price.amountMinor) : price.amountMinor;
  const text = formatPrice(amount, price.currency, locale);
  const size = text.length > 13 ? 'longest' : text.length > 8 ? 'long' : 'usual';
  return { text, per: words.per[isYear ? 'month' : price.interval], size };
}

function describePaid(price: Price, list: PriceList, { words, locale, interval }: CardView): PaidText {
  const sumOf = ({ amountMinor, currency }: Price) => formatPrice(amountMinor, currency, locale);
  const isOnly = price.interval !== 'lifetime' && price.interval !== interval;
  const saving = savingOf(list);
  const template =
    price.interval === 'lifetime' || !isOnly ? words.billed[price.interval] : words.only[price.interval];
  const once = price.interval === 'lifetime' ? undefined : list.lifetime;
  return {
    price,
    list,
    billing: fill(template, { sum: sumOf(price) }),
    saving: price.interval === 'year' && saving ? describeSaving(saving, words, locale) : undefined,
    once: once && { price: once, text: fill(words.or.lifetime, { sum: sumOf(once) }) },
  };
}

function linesOf(plan: Plan, { words, locale }: CardView): CardLine[] {
  const features = plan.features.map((feature) => ({
    key: feature.code,
    text: describeFeature(feature, words, locale),
    beyond: describeOverage(feature, words, locale),
  }));
  // No code of a feature begins with a space.
  const credits = {
    key: ' credits',
    text: describeCredits(plan, words, locale),
    beyond: describeCreditsEnd(plan, words, locale),
  };
  return [...features, credits].flatMap(({ text, ...rest }) =>
    text === undefined ? [] : [{ ...rest, text }],
  );
}

/** At most four plans in a row, and rows as full as can be: five are three and two, seven are four and three. */
export function columnsFor(count: number): number {
  if (count <= 4) return count;
  return count === 5 || count === 6 || count === 9 ? 3 : 4;
}
