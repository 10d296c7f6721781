import type { Plan } from '@meterstone/server/contract/catalog';
import type { Locale, OfferWords } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import { describeCredits, describeFeature, describeQuota, describeRate } from './quota-text.ts';

type PlanFeature = Plan['features'][number];
type Rate = NonNullable<PlanFeature['overageRate']>;

/** Of a plan that an account has, what use beyond the quota costs may not be known: undefined. */
type Feature = Omit<PlanFeature, 'overageRate'> & { overageRate: PlanFeature['overageRate'] | undefined };

/** What an account may use: of a plan that is offered, or of one that it has. */
export interface Given extends Pick<Plan, 'credits'> {
  features: readonly Feature[];
}

export interface DifferenceLine {
  key: string;
  text: string;
  isGain: boolean;
}

/** What a plan gives more and less than another one, in words: what is gained first, each in the order of the plan. */
export function describeDifference(
  from: Given,
  to: Given,
  words: OfferWords,
  locale: Locale,
): DifferenceLine[] {
  const had = new Map(from.features.map((feature) => [feature.code, feature]));
  const gives = new Set(to.features.map(({ code }) => code));
  const pairs: [Feature | undefined, Feature | undefined][] = [
    ...to.features.map((feature): [Feature | undefined, Feature] => [had.get(feature.code), feature]),
    ...from.features
      .filter(({ code }) => !gives.has(code))
      .map((feature): [Feature, undefined] => [feature, undefined]),
  ];
  const lines = [
    ...pairs.flatMap(([before, after]) => [
      compareFeatures(before, after, words, locale),
      compareBeyond(before, after, words, locale),
    ]),
    compareCredits(from, to, words, locale),
  ].filter((line) => line !== undefined);
  return [...lines.filter(({ isGain }) => isGain), ...lines.filter(({ isGain }) => !isGain)];
}

function compareFeatures(
  before: Feature | undefined,
  after: Feature | undefined,
  words: OfferWords,
  locale: Locale,
): DifferenceLine | undefined {
  const say = (feature: Feature | undefined) => feature && describeFeature(feature, words, locale);
  const [was, is] = [say(before), say(after)];
  const key = (after ?? before)?.code ?? '';
  if (was === is) return undefined;
  if (is === undefined)
    return { key, text: fill(words.difference.gone, { what: before?.name[locale] ?? '' }), isGain: false };
  if (was === undefined) return { key, text: fill(words.difference.added, { what: is }), isGain: true };
  const text = fill(words.difference.instead, { what: is, before: was });
  if (!before || !after) return undefined;
  const [most, least] = [perDay(after), perDay(before)];
  const isGain = most > least;
  if (before.resetPeriod !== after.resetPeriod || !Number.isFinite(most - least))
    return { key, text, isGain };
  const quota = Math.abs((after.quota ?? 0) - (before.quota ?? 0));
  const periods = words.difference[isGain ? 'more' : 'less'];
  return { key, text: describeQuota({ ...after, quota }, words, locale, periods), isGain };
}

/** What credits can pay beyond a quota: nothing of a feature that goes, nor where there is no end to go beyond. */
function compareBeyond(
  before: Feature | undefined,
  after: Feature | undefined,
  words: OfferWords,
  locale: Locale,
): DifferenceLine | undefined {
  if (!after || !endsSomewhere(after) || (before && isUnlimited(before))) return undefined;
  const was = before && endsSomewhere(before) ? before.overageRate : null;
  const is = after.overageRate;
  if (was === undefined || is === undefined) return undefined;
  const texts = { name: after.name[locale] };
  const say = (rate: Rate) => describeRate(rate, after.unit, words, locale);
  const line = (template: string, more: Record<string, string>, isGain: boolean): DifferenceLine => ({
    key: `${after.code} beyond`,
    text: fill(template, { ...texts, ...more }),
    isGain,
  });
  const { beyond } = words.difference;
  if (was === null) return is ? line(beyond.added, { rate: say(is) }, true) : undefined;
  if (is === null) return line(beyond.gone, {}, false);
  if (was.credits === is.credits && was.per === is.per) return undefined;
  return line(beyond.instead, { rate: say(is), before: say(was) }, isCheaper(is, was));
}

function isUnlimited({ enabled, quota }: Feature): boolean {
  return enabled && (quota === null || quota < 0);
}

function endsSomewhere({ enabled, quota }: Feature): boolean {
  return enabled && quota !== null && quota > 0;
}

/** Of the same price, one for fewer units is cheaper: each use is rounded up. */
function isCheaper(rate: Rate, than: Rate): boolean {
  const [costs, cost] = [rate.credits * than.per, than.credits * rate.per];
  return costs === cost ? rate.per < than.per : costs < cost;
}

/** What a quota comes to in a day, to tell more from less where periods differ. */
function perDay({ quota, resetPeriod }: Feature): number {
  if (quota === null || quota < 0) return Infinity;
  return resetPeriod === 'daily' ? quota : quota / 30;
}

function compareCredits(
  from: Given,
  to: Given,
  words: OfferWords,
  locale: Locale,
): DifferenceLine | undefined {
  const [was, is] = [from, to].map((given) => describeCredits(given, words, locale));
  const key = ' credits';
  if (was === is) return undefined;
  if (is === undefined) return { key, text: fill(words.difference.gone, { what: was ?? '' }), isGain: false };
  if (was === undefined) return { key, text: fill(words.difference.added, { what: is }), isGain: true };
  return {
    key,
    text: fill(words.difference.instead, { what: is, before: was }),
    isGain: creditsPerMonth(to) > creditsPerMonth(from),
  };
}

function creditsPerMonth({ credits }: Given): number {
  return credits ? credits.amount / (credits.interval === 'year' ? 12 : 1) : 0;
}
