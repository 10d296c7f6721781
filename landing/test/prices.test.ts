import { describe, expect, test } from '@jest/globals';
import { choosePath } from '../src/plans/choose-path.ts';
import { parsePlansText } from '../src/plans/parse.ts';
import { findPriceChanges } from '../src/plans/price-changes.ts';
import { defaultCurrency, priceFor, priceListOf } from '../src/plans/prices.ts';
import { makePlan, makePrice } from './harness/plans.ts';

const both = makePlan({
  code: 'pro',
  prices: [makePrice('month', 1_999), makePrice('year', 19_990), makePrice('month', 13_900, 'CNY')],
});

describe('currency', () => {
  test('each language begins with its own, or with what there is', () => {
    const euros = makePlan({ code: 'eu', prices: [makePrice('month', 900, 'EUR')] });
    expect(defaultCurrency([both], 'en')).toBe('USD');
    expect(defaultCurrency([both], 'zh-CN')).toBe('CNY');
    expect(defaultCurrency([euros], 'zh-CN')).toBe('EUR');
    expect(defaultCurrency([makePlan({ code: 'free' })], 'en')).toBeUndefined();
  });

  test('a plan that is not sold in the chosen one shows its own', () => {
    expect(priceListOf(both, 'EUR')?.currency).toBe('USD');
    expect(priceListOf(both, 'CNY')?.month?.amountMinor).toBe(13_900);
    expect(priceListOf(makePlan({ code: 'free' }), 'USD')).toBeUndefined();
  });
});

test('where the interval is not sold, the other one is shown, and at last the price for good', () => {
  const month = makePrice('month', 1_000);
  const year = makePrice('year', 10_000);
  const lifetime = makePrice('lifetime', 50_000);
  expect(priceFor({ currency: 'USD', month, year }, 'year')).toBe(year);
  expect(priceFor({ currency: 'USD', month }, 'year')).toBe(month);
  expect(priceFor({ currency: 'USD', year }, 'month')).toBe(year);
  expect(priceFor({ currency: 'USD', lifetime }, 'month')).toBe(lifetime);
});

test('only prices with another amount have changed', () => {
  const dearer = { ...both, prices: [makePrice('month', 2_199), ...both.prices.slice(1)] };
  const other = makePlan({ code: 'team', prices: [makePrice('month', 7_900)] });
  expect(findPriceChanges([both], [dearer, other]).map(({ key }) => key)).toEqual(['pro month USD']);
  expect(findPriceChanges([both], [both])).toEqual([]);
});

test('the app is told what was chosen', () => {
  expect(choosePath(both, makePrice('year', 1))).toBe('/app/choose?plan=pro&interval=year&currency=USD');
  expect(choosePath(makePlan({ code: 'free' }), { interval: 'year', currency: undefined })).toBe(
    '/app/choose?plan=free&interval=year',
  );
});

describe('plans from outside', () => {
  test('are taken as the API sends them', () => {
    expect(parsePlansText(JSON.stringify([both]))).toEqual([both]);
  });

  test.each(['', '{', 'null', '{}', '[1]', '[{"code":"pro"}]'])('are refused when they are %j', (text) => {
    expect(parsePlansText(text)).toBeUndefined();
  });

  test('are refused with an amount that is no integer, or a currency that would break the page', () => {
    const withPrice = (price: object) =>
      JSON.stringify([{ ...both, prices: [{ ...both.prices[0], ...price }] }]);
    expect(parsePlansText(withPrice({ amountMinor: 19.99 }))).toBeUndefined();
    expect(parsePlansText(withPrice({ currency: 'dollar' }))).toBeUndefined();
  });
});
