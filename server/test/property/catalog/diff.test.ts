import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FieldChange } from '../../../src/catalog/contract.ts';
import { diffPlans, flatten, type PlanState } from '../../../src/catalog/diff.ts';

const code = fc.stringMatching(/^[a-z][a-z0-9_]{1,12}$/);
const text = fc.record({ en: fc.string(), 'zh-CN': fc.string() });
const price = fc.record({
  interval: fc.constantFrom('month', 'year', 'lifetime'),
  currency: fc.constantFrom('USD', 'CNY', 'JPY'),
  amountMinor: fc.maxSafeNat(),
});
const metered = fc.record({
  code,
  quota: fc.maxSafeInteger().map((quota) => Math.max(-1, quota)),
  resetPeriod: fc.constantFrom('daily', 'monthly', 'never'),
  enabled: fc.constant(true),
  thresholds: fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 }),
  overage: fc.constant('block'),
  overageRate: fc.option(fc.record({ credits: fc.maxSafeNat(), per: fc.maxSafeNat() })),
});
const boolean = fc.record({
  code,
  quota: fc.constant(null),
  resetPeriod: fc.constant(null),
  enabled: fc.boolean(),
  thresholds: fc.constant(null),
  overage: fc.constant(null),
});
const plan: fc.Arbitrary<PlanState> = fc.record({
  name: text,
  description: text,
  highlighted: fc.boolean(),
  status: fc.constantFrom('draft', 'active', 'archived'),
  sortOrder: fc.integer(),
  isDefault: fc.boolean(),
  prices: fc.uniqueArray(price, { selector: ({ interval, currency }) => `${interval} ${currency}` }),
  features: fc.uniqueArray(fc.oneof(metered, boolean), { selector: (feature) => feature.code }),
});
const orders = new Set(['priceOrder', 'featureOrder']);
const byPath = (changes: FieldChange[]) => changes.toSorted((one, other) => (one.path < other.path ? -1 : 1));

describe('the difference of two plans', () => {
  it('is empty for a plan and itself', () => {
    fc.assert(fc.property(plan, (one) => diffPlans(one, structuredClone(one)).length === 0));
  });

  it('turns the old fields into the new ones, and touches no other', () => {
    fc.assert(
      fc.property(plan, plan, (before, after) => {
        const fields = flatten(before);
        for (const change of diffPlans(before, after)) {
          if (orders.has(change.path)) continue;
          expect(fields.get(change.path) ?? null).toEqual(change.before);
          if (change.after === null) fields.delete(change.path);
          else fields.set(change.path, change.after);
        }
        expect(new Map([...fields].sort())).toEqual(new Map([...flatten(after)].sort()));
      }),
    );
  });

  it('read backwards is the difference the other way round', () => {
    fc.assert(
      fc.property(plan, plan, (before, after) => {
        const backwards = diffPlans(after, before).map((change) => ({
          path: change.path,
          before: change.after,
          after: change.before,
        }));
        expect(byPath(backwards)).toEqual(byPath(diffPlans(before, after)));
      }),
    );
  });

  it('names each path once, and only where something differs', () => {
    fc.assert(
      fc.property(plan, plan, (before, after) => {
        const changes = diffPlans(before, after);
        const paths = changes.map(({ path }) => path);
        expect(paths).toEqual([...new Set(paths)]);
        for (const change of changes) expect(change.before).not.toEqual(change.after);
      }),
    );
  });

  it('lists every field of a plan that came into being, and of one that went', () => {
    fc.assert(
      fc.property(plan, (one) => {
        const created = diffPlans(undefined, one);
        expect(new Map(created.map(({ path, after }) => [path, after]))).toEqual(flatten(one));
        expect(created.every(({ before }) => before === null)).toBe(true);
        expect(diffPlans(one, undefined).map(({ path }) => path)).toEqual(created.map(({ path }) => path));
      }),
    );
  });

  it('shows a new order of the same features and prices', () => {
    fc.assert(
      fc.property(plan, (one) => {
        const after = { ...one, features: one.features.toReversed(), prices: one.prices.toReversed() };
        const expected = [
          ...(one.prices.length > 1 ? ['priceOrder'] : []),
          ...(one.features.length > 1 ? ['featureOrder'] : []),
        ];
        expect(diffPlans(one, after).map(({ path }) => path)).toEqual(expected);
      }),
    );
  });
});

describe('a changed quota and price', () => {
  const before: PlanState = {
    name: { en: 'Pro', 'zh-CN': '专业版' },
    description: { en: '', 'zh-CN': '' },
    highlighted: false,
    status: 'active',
    sortOrder: 1,
    isDefault: false,
    prices: [{ interval: 'month', currency: 'USD', amountMinor: 1900 }],
    features: [
      {
        code: 'articles_per_day',
        quota: 10,
        resetPeriod: 'daily',
        enabled: true,
        thresholds: [80, 95, 100],
        overage: 'block',
      },
    ],
  };

  it('are told by their dotted paths', () => {
    const after = structuredClone(before);
    after.features[0]!.quota = 20;
    after.prices[0]!.amountMinor = 2900;
    after.name['en'] = 'Professional';
    expect(diffPlans(before, after)).toEqual([
      { path: 'name.en', before: 'Pro', after: 'Professional' },
      { path: 'prices.month.USD.amountMinor', before: 1900, after: 2900 },
      { path: 'features.articles_per_day.quota', before: 10, after: 20 },
    ]);
  });

  it('leave out that a quota of 0 also switches the feature off', () => {
    const after = structuredClone(before);
    Object.assign(after.features[0]!, { quota: 0, enabled: false });
    expect(diffPlans(before, after).map(({ path }) => path)).toEqual(['features.articles_per_day.quota']);
  });
});
