import type { FieldChange } from '@meterstone/server/contract/catalog';
import type { TFunction } from 'i18next';
import { formatMoney, formatNumber } from '../../../lib/language/format.ts';
import type { ChangeLine } from '../../../ui/texts/change-lines.tsx';
import { contentOf, type PackageFields } from './package-fields.ts';

export interface PackageWords {
  t: TFunction<'packages'>;
  common: TFunction;
}

/** What differs, under the paths that the history has; `priceOrder` aside, which says nothing to a reader. */
export function changesBetween(before: PackageFields, after: PackageFields): FieldChange[] {
  const [from, to] = [flatten(before), flatten(after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((path) => {
    const [old, now] = [from.get(path) ?? null, to.get(path) ?? null];
    return old === now ? [] : [{ path, before: old, after: now }];
  });
}

function flatten(fields: PackageFields): Map<string, unknown> {
  const { name, description, prices, ...numbers } = contentOf(fields);
  return new Map<string, unknown>([
    ...Object.entries(name).map(([language, text]) => [`name.${language}`, text] as const),
    ...Object.entries(description).map(([language, text]) => [`description.${language}`, text] as const),
    ...Object.entries(numbers),
    ...prices.map(({ currency, amountMinor }) => [`prices.${currency}.amountMinor`, amountMinor] as const),
  ]);
}

/** Tells a change in the reader's language. */
export function lineOf({ path, before, after }: FieldChange, words: PackageWords): ChangeLine {
  return {
    key: path,
    label: labelOf(path, words.t),
    before: valueText(path, before, words),
    after: valueText(path, after, words),
  };
}

function labelOf(path: string, t: PackageWords['t']): string {
  switch (path) {
    case 'name.en':
    case 'name.zh-CN':
    case 'description.en':
    case 'description.zh-CN':
    case 'credits':
    case 'dailyCredits':
    case 'validityDays':
    case 'priority':
    case 'status':
    case 'sortOrder':
    case 'priceOrder':
      return t(`field.${path}`);
    default:
      return t('field.price', { currency: currencyIn(path) ?? path });
  }
}

function valueText(path: string, value: unknown, { common }: PackageWords): string {
  if (value === null || value === undefined || value === '') return '–';
  const currency = currencyIn(path);
  if (typeof value === 'number') {
    return currency === undefined ? formatNumber(value) : formatMoney(value, currency);
  }
  if (value === 'draft' || value === 'active' || value === 'archived') return common(`status.${value}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function currencyIn(path: string): string | undefined {
  return /^prices\.(\w+)\./.exec(path)?.[1];
}
