import { priceKey } from '@meterstone/server/catalog/diff';
import { isSame } from '../../../lib/is-same.ts';
import type { PlanFields } from './plan-fields.ts';

/**
 * My edit of one version, put on top of another: what I changed stays as I made it, and what I left alone becomes
 * what they made of it. Prices are told apart by interval and currency, features by code and within them by field;
 * what either of us took out stays out, unless the other changed it.
 */
export function rebase(base: PlanFields, theirs: PlanFields, mine: PlanFields): PlanFields {
  const pick = <T>(read: (fields: PlanFields) => T): T => pickField(read(base), read(theirs), read(mine));
  return {
    code: mine.code,
    name: { en: pick((plan) => plan.name.en), 'zh-CN': pick((plan) => plan.name['zh-CN']) },
    description: {
      en: pick((plan) => plan.description.en),
      'zh-CN': pick((plan) => plan.description['zh-CN']),
    },
    sales: pick((plan) => plan.sales),
    contact: pick((plan) => plan.contact),
    prices: rebaseList({ base: base.prices, theirs: theirs.prices, mine: mine.prices }, priceKey),
    features: rebaseList(
      { base: base.features, theirs: theirs.features, mine: mine.features },
      ({ code }) => code,
    ),
    credits: pick((plan) => plan.credits),
    highlighted: pick((plan) => plan.highlighted),
    status: pick((plan) => plan.status),
    isDefault: pick((plan) => plan.isDefault),
  };
}

function pickField<T>(base: T, theirs: T, mine: T): T {
  return isSame(base, mine) ? theirs : mine;
}

interface Lists<Item> {
  base: Item[];
  theirs: Item[];
  mine: Item[];
}

function rebaseList<Item extends object>(lists: Lists<Item>, keyOf: (item: Item) => string): Item[] {
  const [base, theirs, mine] = [lists.base, lists.theirs, lists.mine].map(
    (items) => new Map(items.map((item) => [keyOf(item), item])),
  );
  if (!base || !theirs || !mine) return lists.mine;
  const isCommon = (key: string) => base.has(key) && theirs.has(key) && mine.has(key);
  const [before, asTheirs, asMine] = [base, theirs, mine].map((items) =>
    [...items.keys()].filter(isCommon).join(),
  );
  const isOrderTheirs = asMine === before && asTheirs !== before;
  const keys = isOrderTheirs
    ? new Set([...theirs.keys(), ...mine.keys()])
    : new Set([...mine.keys(), ...theirs.keys()]);
  return [...keys].flatMap((key) => {
    const item = rebaseItem(base.get(key), theirs.get(key), mine.get(key));
    return item ? [item] : [];
  });
}

function rebaseItem<Item extends object>(
  base: Item | undefined,
  theirs: Item | undefined,
  mine: Item | undefined,
): Item | undefined {
  if (!base || !theirs || !mine) return pickField(base, theirs, mine);
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const read = (item: Item, name: string): unknown => Reflect.get(item, name);
  const merged = { ...theirs };
  for (const name of names) {
    if (!isSame(read(base, name), read(mine, name))) Reflect.set(merged, name, read(mine, name));
  }
  return merged;
}
