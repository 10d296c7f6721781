import { expect, test } from '@jest/globals';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { Package } from '@meterstone/server/contract/credits/packages';
import { packageOffer, planOffer } from '../../src/features/payments/checkout/offer.ts';
import { usualCurrency } from '../../src/lib/language/currency.ts';

const text = { en: 'Pro', 'zh-CN': '专业版' };
const plan: Plan = {
  id: 'plan',
  code: 'pro',
  name: text,
  description: text,
  version: 3,
  highlighted: false,
  sales: 'priced',
  contactUrl: null,
  prices: [
    { id: 'usd-year', interval: 'year', amountMinor: 24_000, currency: 'USD' },
    { id: 'usd-month', interval: 'month', amountMinor: 2_400, currency: 'USD' },
    { id: 'cny-month', interval: 'month', amountMinor: 16_900, currency: 'CNY' },
  ],
  features: [],
  credits: null,
};
const item: Package = {
  id: 'package',
  code: 'starter',
  name: text,
  description: text,
  version: 1,
  credits: 100,
  validityDays: 30,
  dailyCredits: null,
  prices: [
    { id: 'a', amountMinor: 990, currency: 'USD' },
    { id: 'b', amountMinor: 6_900, currency: 'CNY' },
  ],
};

const wanted = (interval: string | null, currency: string | null, usualCurrency = 'USD') => ({
  interval,
  currency,
  usualCurrency,
});

test.each([
  [wanted('year', 'USD'), 'usd-year'],
  [wanted('month', 'USD'), 'usd-month'],
  // Nothing is said: the currency of the reader's language, the shortest period.
  [wanted(null, null), 'usd-month'],
  [wanted(null, null, 'CNY'), 'cny-month'],
  // What is not sold is passed over, the currency first.
  [wanted('year', 'CNY'), 'cny-month'],
  [wanted('decade', 'XYZ', 'EUR'), 'usd-month'],
])('of a plan, %j is its price %s', (asked, priceId) => {
  expect(planOffer(plan, asked)?.productId).toBe(priceId);
});

test('the usual currency is that of the language', () => {
  expect(['en', 'zh-CN'].map(usualCurrency)).toEqual(['USD', 'CNY']);
});

test('a plan shows its currencies, and the periods of the chosen one, the shortest first', () => {
  const offer = planOffer(plan, wanted('year', 'USD'));
  expect(offer?.currencies).toEqual(['USD', 'CNY']);
  expect(offer?.periods.map(({ interval }) => interval)).toEqual(['month', 'year']);
  expect(planOffer(plan, wanted(null, 'CNY'))?.periods).toHaveLength(1);
});

test('what has no price can’t be bought', () => {
  expect(planOffer({ ...plan, prices: [] }, wanted(null, null))).toBeUndefined();
  expect(packageOffer({ ...item, prices: [] }, wanted(null, null))).toBeUndefined();
});

test('a package goes by its own id, in the currency that is wanted', () => {
  expect(packageOffer(item, wanted(null, 'CNY'))).toMatchObject({
    productId: 'package',
    price: { interval: null, amountMinor: 6_900, currency: 'CNY' },
    credits: { amount: 100, daily: null, days: 30 },
  });
});
