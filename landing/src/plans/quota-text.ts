import type { Plan } from '@meterstone/server/contract/catalog';
import type { CountWords, Locale, OfferWords, PeriodWords } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { closeUp, formatCount, formatPer, withUnit } from '../content/numbers.ts';
import { chooseWords } from './plural.ts';

type PlanFeature = Plan['features'][number];
type Rate = NonNullable<PlanFeature['overageRate']>;

/** What a text about a feature is made of: whatever credits may pay beyond its quota. */
type Counted = Omit<PlanFeature, 'overageRate'>;

/** A feature as a line of the plan's card, such as "100 articles a day"; undefined when the plan is without it. */
export function describeFeature(feature: Counted, words: OfferWords, locale: Locale): string | undefined {
  if (!feature.enabled || feature.quota === 0) return undefined;
  const name = feature.name[locale];
  const own = words.features[feature.code];
  const { quota } = feature;
  if (feature.kind === 'boolean' || quota === null) return own?.unlimited ?? name;
  if (quota < 0)
    return own?.unlimited ?? fill(words.unknownFeature, { name, count: words.compare.unlimited });
  return describeQuota({ ...feature, quota }, words, locale);
}

/** A quota that is a number, such as "100 articles a day"; `periods` may say that it is more or less by that. */
export function describeQuota(
  feature: Counted & { quota: number },
  words: OfferWords,
  locale: Locale,
  periods = words.periods,
): string {
  const { code, quota } = feature;
  const own = words.features[code];
  const count = formatCount(quota, locale);
  if (own) return inPeriod(fillCount(chooseWords(own.count, quota, locale), count), feature, periods);
  const counted = inPeriod(withUnit(count, quota, feature.unit, locale), feature, periods);
  return fill(words.unknownFeature, { name: feature.name[locale], count: counted });
}

/** What use beyond the quota costs, such as "beyond that 2 credits for each article"; undefined where it is refused. */
export function describeOverage(
  { enabled, unit, overageRate }: PlanFeature,
  words: OfferWords,
  locale: Locale,
): string | undefined {
  // Plans that were stored before this was told name no rate.
  if (!enabled || !overageRate) return undefined;
  return fillRate(words.beyond, overageRate, unit, locale);
}

/** The same as part of a sentence, such as "2 credits for each article". */
export function describeRate(
  rate: Rate,
  unit: PlanFeature['unit'],
  words: OfferWords,
  locale: Locale,
): string {
  return fillRate(words.difference.beyond.rate, rate, unit, locale);
}

function fillRate(
  words: CountWords,
  { credits, per }: Rate,
  unit: PlanFeature['unit'],
  locale: Locale,
): string {
  const template = chooseWords(words, credits, locale);
  return closeUp(
    fill(template, { credits: formatCount(credits, locale), per: formatPer(per, unit, locale) }),
  );
}

/** What becomes of a plan's credits that are not used, such as "what is left ends with its month". */
export function describeCreditsEnd(
  { credits }: Pick<Plan, 'credits'>,
  words: OfferWords,
  locale: Locale,
): string | undefined {
  if (!credits) return undefined;
  const { interval, rolloverPeriods: more } = credits;
  if (more === 0) return words.creditsEnd[interval];
  return fillCount(chooseWords(words.creditsLiveOn[interval], more, locale), formatCount(more, locale));
}

/** What a plan includes of credits as a line of its card, such as "500 credits a month"; undefined for none. */
export function describeCredits(
  { credits }: Pick<Plan, 'credits'>,
  words: OfferWords,
  locale: Locale,
): string | undefined {
  if (!credits) return undefined;
  const { amount, interval } = credits;
  return fillCount(chooseWords(words.credits[interval], amount, locale), formatCount(amount, locale));
}

/** A feature as a cell of the comparison, below a plan's name and beside the feature's. */
export function describeInTable(
  feature: PlanFeature | undefined,
  words: OfferWords,
  locale: Locale,
): { text: string; state: 'in' | 'out' | 'number' } {
  if (!feature?.enabled || feature.quota === 0) return { text: words.compare.notIncluded, state: 'out' };
  if (feature.kind === 'boolean' || feature.quota === null)
    return { text: words.compare.included, state: 'in' };
  if (feature.quota < 0) return { text: words.compare.unlimited, state: 'number' };
  const count = formatCount(feature.quota, locale);
  const own = words.features[feature.code];
  const counted = own
    ? fillCount(own.measure ?? '{count}', count)
    : withUnit(count, feature.quota, feature.unit, locale);
  return { text: inPeriod(counted, feature, words.periods), state: 'number' };
}

function fillCount(template: string, count: string): string {
  return closeUp(fill(template, { count }));
}

function inPeriod(count: string, { resetPeriod }: Counted, periods: PeriodWords): string {
  return fill(periods[resetPeriod ?? 'never'], { count });
}
