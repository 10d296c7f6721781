import type { FieldChange } from '../../catalog/contract.ts';
import { diffOrder, fieldChanges, fieldSetter } from '../../catalog/service.ts';

/** What a package is at one moment, as far as a change of it is told. */
export interface PackageState {
  name: Record<string, string>;
  description: Record<string, string>;
  status: string;
  sortOrder: number;
  credits: number;
  validityDays: number;
  dailyCredits: number | null;
  priority: number;
  prices: { currency: string; amountMinor: number }[];
}

/**
 * Every field that differs; `undefined` stands for a package that is not there. A changed order of prices that both
 * have shows as `priceOrder`.
 */
export function diffPackages(
  before: PackageState | undefined,
  after: PackageState | undefined,
): FieldChange[] {
  const currencies = (state: PackageState | undefined) =>
    (state?.prices ?? []).map(({ currency }) => currency);
  return [
    ...fieldChanges(flatten(before), flatten(after)),
    ...diffOrder('priceOrder', currencies(before), currencies(after)),
  ];
}

function flatten(state: PackageState | undefined): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  if (!state) return fields;
  const set = fieldSetter(fields);
  for (const [language, text] of Object.entries(state.name)) set(`name.${language}`, text);
  for (const [language, text] of Object.entries(state.description)) set(`description.${language}`, text);
  for (const field of [
    'status',
    'sortOrder',
    'credits',
    'validityDays',
    'dailyCredits',
    'priority',
  ] as const) {
    set(field, state[field]);
  }
  for (const { currency, amountMinor } of state.prices) set(`prices.${currency}.amountMinor`, amountMinor);
  return fields;
}
