import { describe, expect, test } from '@jest/globals';
import { content as en } from '../src/content/en.ts';
import { content as zhCN } from '../src/content/zh-CN.ts';
import {
  describeCredits,
  describeCreditsEnd,
  describeFeature,
  describeInTable,
  describeOverage,
} from '../src/plans/quota-text.ts';
import { makeFeature, makePlan } from './harness/plans.ts';

test('no quota in Chinese has a space before its measure word where the number ends in one', () => {
  const texts = Object.keys(zhCN.offer.features).flatMap((code) =>
    [10_000, 5_000_000, 300_000_000].flatMap((quota) => {
      const feature = makeFeature({ code, quota, resetPeriod: 'monthly' });
      return [
        describeFeature(feature, zhCN.offer, 'zh-CN') ?? '',
        describeInTable(feature, zhCN.offer, 'zh-CN').text,
      ];
    }),
  );
  for (const text of texts) expect(text).not.toMatch(/[万亿] \p{Script=Han}/u);
  expect(texts).toContain('每月 1 万个');
  expect(texts).toContain('每月 1 万个关键词');
  expect(texts).toContain('每月 500 万 Token');
});

describe('a line of a card', () => {
  const articles = makeFeature({ code: 'articles_per_day' });

  test('says unit and period', () => {
    expect(describeFeature(articles, en.offer, 'en')).toBe('100 articles a\u00a0day');
    expect(describeFeature({ ...articles, quota: 1 }, en.offer, 'en')).toBe('1 article a\u00a0day');
    expect(describeFeature({ ...articles, resetPeriod: 'monthly' }, en.offer, 'en')).toBe(
      '100 articles a\u00a0month',
    );
    expect(describeFeature({ ...articles, resetPeriod: 'never' }, en.offer, 'en')).toBe(
      '100 articles in\u00a0total',
    );
    expect(describeFeature(articles, zhCN.offer, 'zh-CN')).toBe('每天 100 篇文章');
  });

  test('says unlimited as words', () => {
    expect(describeFeature({ ...articles, quota: -1 }, en.offer, 'en')).toBe('Unlimited articles');
    expect(describeFeature({ ...articles, quota: -1 }, zhCN.offer, 'zh-CN')).toBe('文章不限量');
  });

  test('is left out where the plan has nothing of it', () => {
    expect(describeFeature({ ...articles, quota: 0, enabled: false }, en.offer, 'en')).toBeUndefined();
  });

  test('of a feature nobody wrote words for is made of its name in the catalog', () => {
    const exports_ = makeFeature({ code: 'exports' });
    expect(describeFeature(exports_, en.offer, 'en')).toBe('Exports: 100 exports a\u00a0day');
    expect(describeFeature(exports_, zhCN.offer, 'zh-CN')).toBe('导出：每天 100 次');
    expect(describeFeature({ ...exports_, quota: -1 }, en.offer, 'en')).toBe('Exports: unlimited');
    expect(
      describeFeature({ ...exports_, kind: 'boolean', quota: null, resetPeriod: null }, en.offer, 'en'),
    ).toBe('Exports');
  });
});

describe('what use beyond a quota costs', () => {
  const tokens = makeFeature({ code: 'llm_tokens', unit: { en: 'token|tokens', 'zh-CN': 'Token' } });

  test('is said for each unit, or for so many', () => {
    const each = { ...tokens, overageRate: { credits: 2, per: 1 } };
    const many = { ...tokens, overageRate: { credits: 1, per: 10_000 } };
    expect(describeOverage(each, en.offer, 'en')).toBe('beyond that 2 credits for each token');
    expect(describeOverage(many, en.offer, 'en')).toBe('beyond that 1 credit for each 10,000 tokens');
    expect(describeOverage(each, zhCN.offer, 'zh-CN')).toBe('超出后 2 积分 / Token');
    expect(describeOverage(many, zhCN.offer, 'zh-CN')).toBe('超出后 1 积分 / 1 万 Token');
  });

  test('is left out where more is refused', () => {
    expect(describeOverage(tokens, en.offer, 'en')).toBeUndefined();
    const off = { ...tokens, enabled: false, overageRate: { credits: 2, per: 1 } };
    expect(describeOverage(off, en.offer, 'en')).toBeUndefined();
  });
});

describe('credits on a card', () => {
  const including = (amount: number, interval: 'month' | 'year') =>
    makePlan({ code: 'pro', credits: { amount, interval, rolloverPeriods: 0 } });

  test('say how many come how often', () => {
    expect(describeCredits(including(500, 'month'), en.offer, 'en')).toBe('500 credits a\u00a0month');
    expect(describeCredits(including(1, 'year'), en.offer, 'en')).toBe('1 credit a\u00a0year');
    expect(describeCredits(including(500, 'month'), zhCN.offer, 'zh-CN')).toBe('每月 500 积分');
    expect(describeCredits(including(20_000, 'year'), zhCN.offer, 'zh-CN')).toBe('每年 2 万积分');
  });

  test('say what becomes of those that are not used', () => {
    const living = (rolloverPeriods: number) =>
      makePlan({ code: 'pro', credits: { amount: 500, interval: 'month', rolloverPeriods } });
    expect(describeCreditsEnd(living(0), en.offer, 'en')).toBe('what is left ends with its month');
    expect(describeCreditsEnd(living(2), en.offer, 'en')).toBe('what is left stays for 2 more months');
    expect(describeCreditsEnd(living(0), zhCN.offer, 'zh-CN')).toBe('当月未用完即失效');
    expect(describeCreditsEnd(living(2), zhCN.offer, 'zh-CN')).toBe('未用完可顺延 2 个月');
    expect(describeCreditsEnd(makePlan({ code: 'free' }), en.offer, 'en')).toBeUndefined();
  });

  test('are left out where the plan has none', () => {
    expect(describeCredits(makePlan({ code: 'free' }), en.offer, 'en')).toBeUndefined();
  });
});

describe('a cell of the comparison', () => {
  const support = makeFeature({ code: 'priority_support', kind: 'boolean', quota: null, resetPeriod: null });

  test('says what is in and what is not', () => {
    expect(describeInTable(support, en.offer, 'en').text).toBe('included');
    expect(describeInTable({ ...support, enabled: false }, en.offer, 'en').text).toBe('not included');
    expect(describeInTable(undefined, zhCN.offer, 'zh-CN').text).toBe('未包含');
  });

  test('gives the unit of a feature that nobody wrote words for', () => {
    const exports_ = makeFeature({ code: 'exports', quota: 20_000 });
    expect(describeInTable({ ...exports_, quota: 1 }, en.offer, 'en').text).toBe('1 export a\u00a0day');
    expect(describeInTable(exports_, en.offer, 'en').text).toBe('20,000 exports a\u00a0day');
    expect(describeInTable(exports_, zhCN.offer, 'zh-CN').text).toBe('每天 2 万次');
  });

  test('gives the number with its period', () => {
    const articles = makeFeature({ code: 'articles_per_day' });
    expect(describeInTable(articles, en.offer, 'en').text).toBe('100 a\u00a0day');
    expect(describeInTable(articles, zhCN.offer, 'zh-CN').text).toBe('每天 100 篇');
    expect(describeInTable({ ...articles, quota: -1 }, zhCN.offer, 'zh-CN').text).toBe('不限量');
    expect(describeInTable({ ...articles, quota: 0 }, en.offer, 'en').text).toBe('not included');
  });
});
