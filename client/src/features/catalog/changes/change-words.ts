import type { TFunction } from 'i18next';
import { formatMoney, formatNumber, formatPercent } from '../../../lib/language/format.ts';
import { quotaText } from '../../../lib/language/quota-text.ts';
import type { ChangeLine } from '../../../ui/texts/change-lines.tsx';
import type { Grant, PlanChange } from './read-changes.ts';

/** What a text about a change needs to know besides the change. */
export interface Words {
  t: TFunction<'plans'>;
  common: TFunction;
  /** The name of a feature, in the reader's language. */
  featureName: (code: string) => string;
}

/** Tells a change in the reader's language. */
export function lineOf(change: PlanChange, words: Words): ChangeLine {
  const { t, featureName } = words;
  const line = (key: string, label: string, before: string, after: string) => ({ key, label, before, after });
  switch (change.kind) {
    case 'text': {
      const { field, language, before, after } = change;
      return line(`${field}.${language}`, textLabel(field, language, t), quoted(before, t), quoted(after, t));
    }
    case 'status':
      return line(
        'status',
        t('field.status'),
        statusText(change.before, words),
        statusText(change.after, words),
      );
    case 'sales':
      return line('sales', t('editor.sales'), salesText(change.before, t), salesText(change.after, t));
    case 'contactUrl':
      return line('contactUrl', t('editor.contact'), change.before ?? '–', change.after ?? '–');
    case 'highlighted':
    case 'isDefault':
      return line(change.kind, t(`field.${change.kind}`), yesNo(change.before, t), yesNo(change.after, t));
    case 'price': {
      const { interval, currency, before, after } = change;
      const label = t('change.price', { interval: intervalText(interval, t), currency });
      return line(
        `prices.${interval}.${currency}`,
        label,
        priceText(before, currency, t),
        priceText(after, currency, t),
      );
    }
    case 'featureAdded':
      return line(
        `features.${change.code}`,
        featureName(change.code),
        words.common('quota.notIncluded'),
        grantText(change.grant, words),
      );
    case 'featureRemoved':
      return line(
        `features.${change.code}`,
        featureName(change.code),
        grantText(change.grant, words),
        words.common('quota.notIncluded'),
      );
    case 'creditsAdded':
    case 'creditsRemoved':
    case 'credits':
    case 'creditsInterval':
    case 'creditsRollover':
      return creditsLine(change, words);
    default:
      return featureLine(change, words);
  }
}

type OfCredits = Extract<
  PlanChange,
  { kind: 'creditsAdded' | 'creditsRemoved' | 'credits' | 'creditsInterval' | 'creditsRollover' }
>;

function creditsLine(change: OfCredits, { t }: Words): ChangeLine {
  switch (change.kind) {
    case 'creditsAdded':
    case 'creditsRemoved': {
      const { kind, amount, interval } = change;
      const [none, some] = [t('change.noCredits'), creditsText(amount, interval, t)];
      const [before, after] = kind === 'creditsAdded' ? [none, some] : [some, none];
      return { key: 'credits', label: t('change.credits'), before, after };
    }
    case 'credits': {
      const [before, after] = [countText(change.before), countText(change.after)];
      return { key: 'credits', label: t('change.credits'), before, after };
    }
    case 'creditsInterval': {
      const [before, after] = [intervalText(change.before, t), intervalText(change.after, t)];
      return { key: 'credits.interval', label: t('change.creditsInterval'), before, after };
    }
    case 'creditsRollover': {
      const [before, after] = [countText(change.before), countText(change.after)];
      return { key: 'credits.rolloverPeriods', label: t('change.creditsRollover'), before, after };
    }
  }
}

type OfFeature = Exclude<
  PlanChange,
  | OfCredits
  | { kind: 'sales' | 'contactUrl' }
  | { kind: 'text' | 'status' | 'highlighted' | 'isDefault' | 'price' | 'featureAdded' | 'featureRemoved' }
>;

function featureLine(change: OfFeature, words: Words): ChangeLine {
  const { t, featureName } = words;
  const line = (key: string, label: string, before: string, after: string) => ({ key, label, before, after });
  switch (change.kind) {
    case 'quota': {
      const { code, before, after } = change;
      return line(
        `features.${code}.quota`,
        featureName(code),
        typedQuotaText(before, words),
        typedQuotaText(after, words),
      );
    }
    case 'enabled':
      return line(
        `features.${change.code}.enabled`,
        featureName(change.code),
        includedText(!change.after, words),
        includedText(change.after, words),
      );
    case 'resetPeriod': {
      const label = t('change.resetPeriod', { feature: featureName(change.code) });
      const { before, after } = change;
      return line(`features.${change.code}.resetPeriod`, label, resetText(before, t), resetText(after, t));
    }
    case 'thresholds': {
      const label = t('change.thresholds', { feature: featureName(change.code) });
      const { before, after } = change;
      return line(`features.${change.code}.thresholds`, label, percentText(before), percentText(after));
    }
    case 'overage': {
      const label = t('change.overage', { feature: featureName(change.code) });
      return line(
        `features.${change.code}.overage`,
        label,
        policyText(change.before, t),
        policyText(change.after, t),
      );
    }
    case 'overageRate': {
      const { code, part, before, after } = change;
      const label = t(`change.overageRate.${part}`, { feature: featureName(code) });
      return line(`features.${code}.overageRate.${part}`, label, countText(before), countText(after));
    }
    case 'featureOrder':
      return line(
        change.kind,
        t('change.featureOrder'),
        change.before.map(featureName).join(t('listSeparator')),
        change.after.map(featureName).join(t('listSeparator')),
      );
    case 'priceOrder': {
      const text = (keys: string[]) => keys.map((key) => priceName(key, t)).join(t('listSeparator'));
      return line(change.kind, t('change.priceOrder'), text(change.before), text(change.after));
    }
    case 'sortOrder':
      return line(
        change.kind,
        t('change.sortOrder'),
        String(change.before ?? ''),
        String(change.after ?? ''),
      );
    case 'other':
      return line(change.path, change.path, rawText(change.before), rawText(change.after));
  }
}

/** A quota in words; a dash for a number that is yet to be typed. */
export function typedQuotaText(quota: number | null, { common }: Words): string {
  return quota === null ? '–' : quotaText(quota, common);
}

/** `100 a day`, `Unlimited`, `Included`. */
export function grantText({ quota, resetPeriod, enabled }: Grant, words: Words): string {
  if (quota === null && resetPeriod === null) return includedText(enabled, words);
  const text = typedQuotaText(quota, words);
  const isCounted = quota !== null && quota > 0;
  if (!isCounted) return text;
  switch (resetPeriod) {
    case 'daily':
      return words.common('period.daily', { quota: text });
    case 'monthly':
      return words.common('period.monthly', { quota: text });
    default:
      return words.common('period.never', { quota: text });
  }
}

/** `Draft`, `Active`, `Archived`. */
function statusText(status: string | null, { common }: Words): string {
  switch (status) {
    case 'draft':
    case 'active':
    case 'archived':
      return common(`status.${status}`);
    default:
      return status ?? '–';
  }
}

/** `Free`, `Priced`, `On request`. */
export function salesText(sales: string | null, t: Words['t']): string {
  switch (sales) {
    case 'free':
    case 'priced':
    case 'on_request':
      return t(`sales.${sales}`);
    default:
      return sales ?? '–';
  }
}

/** How long what is paid lasts: `a month`, `a year`, `once`. */
export function intervalText(interval: string, t: Words['t']): string {
  switch (interval) {
    case 'month':
    case 'year':
    case 'lifetime':
      return t(`interval.${interval}`);
    default:
      return interval;
  }
}

/** `80%, 95%, 100%` */
export function percentText(thresholds: readonly number[]): string {
  return thresholds.map(formatPercent).join(', ');
}

/** When counting starts anew: `every day`. */
export function resetText(period: string, t: Words['t']): string {
  switch (period) {
    case 'daily':
    case 'monthly':
    case 'never':
      return t(`reset.${period}`);
    default:
      return period;
  }
}

/** What becomes of use beyond a quota: `refuse`. */
function policyText(policy: string, t: Words['t']): string {
  switch (policy) {
    case 'block':
    case 'credits':
      return t(`editor.overageName.${policy}`);
    default:
      return policy || '–';
  }
}

/** An amount, what was typed instead of one, or that there is none. */
export function priceText(amount: number | string | null, currency: string, t: Words['t']): string {
  if (amount === null) return t('change.noPrice');
  return typeof amount === 'number' ? formatMoney(amount, currency) : amount || '–';
}

/** A number, or what was typed instead of one. */
export function countText(count: number | string | null): string {
  return typeof count === 'number' ? formatNumber(count) : (count ?? '–');
}

/** `500 a month` */
export function creditsText(amount: number | string | null, interval: string, t: Words['t']): string {
  return t('change.creditsEach', { amount: countText(amount), interval: intervalText(interval, t) });
}

/** `Name (English)` */
export function textLabel(field: 'name' | 'description', language: string, t: Words['t']): string {
  switch (language) {
    case 'en':
    case 'zh-CN':
      return t(`field.${field}.${language}`);
    default:
      return `${field} (${language})`;
  }
}

function includedText(isIncluded: boolean, { common }: Words): string {
  return isIncluded ? common('quota.included') : common('quota.notIncluded');
}

function priceName(key: string, t: Words['t']): string {
  const [interval = '', currency = ''] = key.split('.');
  return t('change.priceName', { interval: intervalText(interval, t), currency });
}

function yesNo(value: boolean, t: Words['t']): string {
  return value ? t('yes') : t('no');
}

function quoted(text: string, t: Words['t']): string {
  return text === '' ? t('change.emptyText') : t('change.quoted', { text });
}

function rawText(value: unknown): string {
  return value === null || value === undefined ? '–' : JSON.stringify(value);
}
