import type { FieldChange } from './contract.ts';

/** What a plan is at one moment, as far as its history is concerned. */
export interface PlanState {
  name: Record<string, string>;
  description: Record<string, string>;
  highlighted: boolean;
  status: string;
  sortOrder: number;
  isDefault: boolean;
  prices: { interval: string; currency: string; amountMinor: number }[];
  features: {
    code: string;
    quota: number | null;
    resetPeriod: string | null;
    enabled: boolean;
    thresholds: number[] | null;
    overage: string | null;
  }[];
}

type Value = FieldChange['before'];

/**
 * Every field that differs, sorted by its dotted path; `undefined` stands for a plan that is not there, so a
 * creation lists each field with `before: null` and a deletion each with `after: null`. A changed order of what
 * both have shows as `priceOrder` or `featureOrder`.
 */
export function diffPlans(before: PlanState | undefined, after: PlanState | undefined): FieldChange[] {
  const old = flatten(before);
  const now = flatten(after);
  const changes: FieldChange[] = [];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const change = { path, before: old.get(path) ?? null, after: now.get(path) ?? null };
    if (JSON.stringify(change.before) !== JSON.stringify(change.after)) changes.push(change);
  }
  if (before && after) {
    changes.push(...diffOrder('priceOrder', before.prices.map(priceKey), after.prices.map(priceKey)));
    changes.push(...diffOrder('featureOrder', before.features.map(codeOf), after.features.map(codeOf)));
  }
  return changes.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Each field of a plan by its dotted path. What is null is not there. */
export function flatten(plan: PlanState | undefined): Map<string, Value> {
  const fields = new Map<string, Value>();
  if (!plan) return fields;
  const set = (path: string, value: Value) => {
    if (value !== null) fields.set(path, value);
  };
  for (const [language, text] of Object.entries(plan.name)) set(`name.${language}`, text);
  for (const [language, text] of Object.entries(plan.description)) set(`description.${language}`, text);
  set('highlighted', plan.highlighted);
  set('status', plan.status);
  set('sortOrder', plan.sortOrder);
  set('isDefault', plan.isDefault);
  for (const price of plan.prices) set(`prices.${priceKey(price)}.amountMinor`, price.amountMinor);
  for (const feature of plan.features) {
    const path = `features.${feature.code}`;
    // Whether a metered feature is usable follows from its quota, so it is no field of its own.
    if (feature.quota === null) set(`${path}.enabled`, feature.enabled);
    set(`${path}.quota`, feature.quota);
    set(`${path}.resetPeriod`, feature.resetPeriod);
    set(`${path}.thresholds`, feature.thresholds);
    set(`${path}.overage`, feature.overage);
  }
  return fields;
}

function diffOrder(path: string, before: string[], after: string[]): FieldChange[] {
  const kept = before.filter((key) => after.includes(key));
  const keptNow = after.filter((key) => before.includes(key));
  return kept.join() === keptNow.join() ? [] : [{ path, before: kept, after: keptNow }];
}

function priceKey({ interval, currency }: { interval: string; currency: string }): string {
  return `${interval}.${currency}`;
}

function codeOf(feature: { code: string }): string {
  return feature.code;
}
