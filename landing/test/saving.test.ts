import { describe, expect, test } from '@jest/globals';
import { content as en } from '../src/content/en.ts';
import { content as zhCN } from '../src/content/zh-CN.ts';
import type { PriceList } from '../src/plans/prices.ts';
import { commonSaving, describeCommonSaving, describeSaving, savingOf } from '../src/plans/saving.ts';
import { makePrice } from './harness/plans.ts';

const list = (month: number, year: number): PriceList => ({
  currency: 'USD',
  month: makePrice('month', month),
  year: makePrice('year', year),
});

describe('savingOf', () => {
  test('whole months are counted as months', () => {
    expect(savingOf(list(1_999, 19_990))).toEqual({ months: 2 });
    expect(savingOf(list(1_000, 11_000))).toEqual({ months: 1 });
  });

  test('anything else is per cent, never more than is saved', () => {
    expect(savingOf(list(1_000, 10_001))).toEqual({ percent: 16 });
  });

  test('a year that costs as much or more saves nothing, and less than one per cent is not worth saying', () => {
    expect(savingOf(list(1_000, 12_000))).toBeUndefined();
    expect(savingOf(list(1_000, 13_000))).toBeUndefined();
    expect(savingOf(list(1_000, 11_990))).toBeUndefined();
  });

  test('nothing is compared with a price that is not there, or with nothing', () => {
    expect(savingOf({ currency: 'USD', month: makePrice('month', 1_000) })).toBeUndefined();
    expect(savingOf({ currency: 'USD', year: makePrice('year', 1_000) })).toBeUndefined();
    expect(savingOf(list(0, 0))).toBeUndefined();
  });
});

describe('commonSaving', () => {
  test('one saving of all plans is said as it is', () => {
    expect(commonSaving([list(1_999, 19_990), list(7_900, 79_000)])).toEqual({
      saving: { months: 2 },
      isSame: true,
    });
  });

  test('of different ones, the greatest', () => {
    expect(commonSaving([list(1_000, 10_500), list(1_000, 9_000)])).toEqual({
      saving: { months: 3 },
      isSame: false,
    });
  });

  test('a plan that saves nothing keeps the others from speaking for all', () => {
    expect(commonSaving([list(1_000, 10_000), list(1_000, 12_000)])?.isSame).toBe(false);
  });

  test('a plan that is only sold by the month has no say', () => {
    const monthly = { currency: 'USD', month: makePrice('month', 500) };
    expect(commonSaving([monthly, list(1_000, 10_000)])?.isSame).toBe(true);
    expect(commonSaving([monthly])).toBeUndefined();
  });
});

test('a saving is said in the language, with its singular', () => {
  expect(describeSaving({ months: 1 }, en.offer, 'en')).toBe('1 month free');
  expect(describeSaving({ months: 2 }, en.offer, 'en')).toBe('2 months free');
  expect(describeSaving({ percent: 16 }, en.offer, 'en')).toBe('save 16%');
  expect(describeSaving({ months: 2 }, zhCN.offer, 'zh-CN')).toBe('省 2 个月');
});

test('the saving of all plans is said as a sentence, also where they differ', () => {
  const same = [list(1_999, 19_990), list(7_900, 79_000)];
  expect(describeCommonSaving(same, en.offer, 'en')).toBe('2 months free');
  expect(describeCommonSaving(same, zhCN.offer, 'zh-CN')).toBe('省 2 个月');
  const percents = [list(1_000, 9_300), list(1_000, 10_000)];
  expect(describeCommonSaving(percents, en.offer, 'en')).toBe('save up to 22%');
  expect(describeCommonSaving(percents, zhCN.offer, 'zh-CN')).toBe('最多省 22%');
  const months = [list(1_000, 9_000), list(1_000, 10_000)];
  expect(describeCommonSaving(months, en.offer, 'en')).toBe('up to 3 months free');
  expect(describeCommonSaving(months, zhCN.offer, 'zh-CN')).toBe('最多省 3 个月');
  expect(describeCommonSaving([list(1_000, 12_000)], en.offer, 'en')).toBeUndefined();
});
