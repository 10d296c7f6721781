import type { FieldChange } from '@meterstone/server/contract/catalog';
import type { PlanContent } from './plan-fields.ts';

/**
 * Every field that differs between two contents, by the paths that the history uses; `undefined` stands for a plan
 * that is not there. In the order in which the editor shows the fields.
 */
export function diffPlans(before: PlanContent | undefined, after: PlanContent): FieldChange[] {
  const old = before ? flatten(before) : new Map<string, unknown>();
  const now = flatten(after);
  const changes: FieldChange[] = [];
  for (const path of new Set([...now.keys(), ...old.keys()])) {
    const change = { path, before: old.get(path) ?? null, after: now.get(path) ?? null };
    if (JSON.stringify(change.before) !== JSON.stringify(change.after)) changes.push(change);
  }
  if (!before) return changes;
  return [
    ...changes,
    ...diffOrder('priceOrder', before.prices.map(priceKey), after.prices.map(priceKey)),
    ...diffOrder(
      'featureOrder',
      before.features.map(({ code }) => code),
      after.features.map(({ code }) => code),
    ),
  ];
}

/** Each field by its dotted path. */
function flatten(plan: PlanContent): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [language, text] of Object.entries(plan.name)) fields.set(`name.${language}`, text);
  for (const [language, text] of Object.entries(plan.description)) {
    fields.set(`description.${language}`, text);
  }
  fields.set('status', plan.status);
  fields.set('highlighted', plan.highlighted);
  fields.set('isDefault', plan.isDefault);
  for (const price of plan.prices) fields.set(`prices.${priceKey(price)}.amountMinor`, price.amountMinor);
  for (const { code, ...feature } of plan.features) {
    for (const [name, value] of Object.entries(feature)) fields.set(`features.${code}.${name}`, value);
  }
  return fields;
}

function diffOrder(path: string, before: string[], after: string[]): FieldChange[] {
  const kept = before.filter((key) => after.includes(key));
  const keptNow = after.filter((key) => before.includes(key));
  return kept.join() === keptNow.join() ? [] : [{ path, before: kept, after: keptNow }];
}

/** What tells a price from the others of its plan. */
export function priceKey({ interval, currency }: { interval: string; currency: string }): string {
  return `${interval}.${currency}`;
}
