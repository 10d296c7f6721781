import type { FieldChange } from './contract.ts';

/**
 * What a plan is at one moment, as far as a change of it is told: as it was published, or as somebody is editing it.
 * There what is no amount or quota yet stands as it was typed, and what the service sets is left out.
 */
export interface PlanState {
  name: Record<string, string>;
  description: Record<string, string>;
  status: string;
  highlighted: boolean;
  isDefault: boolean;
  sortOrder?: number;
  sales?: string;
  contactUrl?: string | null;
  prices: { interval: string; currency: string; amountMinor: number | string }[];
  features: {
    code: string;
    quota?: number | string | null;
    resetPeriod?: string | null;
    enabled?: boolean;
    thresholds?: number[] | null;
    overage?: string | null;
    overageRate?: { credits: number | string; per: number | string } | null;
  }[];
  credits?: { amount: number | string; interval: string; rolloverPeriods: number | string } | null;
}

type Value = FieldChange['before'];

/**
 * Every field that differs, in the order in which a plan is shown; `undefined` stands for a plan that is not there, so
 * a creation lists each field with `before: null` and a deletion each with `after: null`. A changed order of what both
 * have shows as `priceOrder` or `featureOrder`.
 */
export function diffPlans(before: PlanState | undefined, after: PlanState | undefined): FieldChange[] {
  const changes = fieldChanges(flatten(before), flatten(after));
  if (before && after) {
    changes.push(...diffOrder('priceOrder', before.prices.map(priceKey), after.prices.map(priceKey)));
    changes.push(...diffOrder('featureOrder', before.features.map(codeOf), after.features.map(codeOf)));
  }
  return changes;
}

/** Each field of a plan by its dotted path. What is null is not there. */
export function flatten(plan: PlanState | undefined): Map<string, Value> {
  const fields = new Map<string, Value>();
  if (!plan) return fields;
  const set = fieldSetter(fields);
  for (const [language, text] of Object.entries(plan.name)) set(`name.${language}`, text);
  for (const [language, text] of Object.entries(plan.description)) set(`description.${language}`, text);
  set('status', plan.status);
  set('highlighted', plan.highlighted);
  set('isDefault', plan.isDefault);
  set('sortOrder', plan.sortOrder);
  set('sales', plan.sales);
  set('contactUrl', plan.contactUrl);
  for (const price of plan.prices) set(`prices.${priceKey(price)}.amountMinor`, price.amountMinor);
  for (const { code, quota, resetPeriod, enabled, thresholds, overage, overageRate } of plan.features) {
    const path = `features.${code}`;
    // Whether a metered feature is usable follows from its quota, so it is no field of its own.
    if (quota === null || quota === undefined) set(`${path}.enabled`, enabled);
    set(`${path}.quota`, quota);
    set(`${path}.resetPeriod`, resetPeriod);
    set(`${path}.thresholds`, thresholds);
    set(`${path}.overage`, overage);
    set(`${path}.overageRate.credits`, overageRate?.credits);
    set(`${path}.overageRate.per`, overageRate?.per);
  }
  set('credits.amount', plan.credits?.amount);
  set('credits.interval', plan.credits?.interval);
  set('credits.rolloverPeriods', plan.credits?.rolloverPeriods);
  return fields;
}

/** Every field that differs, by its dotted path, in the order in which it is shown. */
export function fieldChanges(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const path of new Set([...after.keys(), ...before.keys()])) {
    const change = { path, before: before.get(path) ?? null, after: after.get(path) ?? null };
    if (JSON.stringify(change.before) !== JSON.stringify(change.after)) changes.push(change);
  }
  return changes;
}

/** Collects fields for `fieldChanges`. What is null is not there. */
export function fieldSetter(fields: Map<string, Value>): (path: string, value: Value) => void {
  return (path, value) => {
    if (value !== null && value !== undefined) fields.set(path, value);
  };
}

/** A change of the order of what both have, if it is one. */
export function diffOrder(path: string, before: string[], after: string[]): FieldChange[] {
  const kept = before.filter((key) => after.includes(key));
  const keptNow = after.filter((key) => before.includes(key));
  return kept.join() === keptNow.join() ? [] : [{ path, before: kept, after: keptNow }];
}

/** What tells a price from the others of its plan. */
export function priceKey({ interval, currency }: { interval: string; currency: string }): string {
  return `${interval}.${currency}`;
}

function codeOf(feature: { code: string }): string {
  return feature.code;
}
