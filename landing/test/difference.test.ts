import { describe, expect, test } from '@jest/globals';
import { offer as en } from '../src/content/offer/en.ts';
import { offer as zhCN } from '../src/content/offer/zh-CN.ts';
import { describeDifference, type Given } from '../src/plans/difference.ts';
import { makeFeature } from './harness/plans.ts';

const articles = makeFeature({
  code: 'articles_per_day',
  name: { en: 'Articles', 'zh-CN': '文章' },
});
const support = makeFeature({ code: 'priority_support', kind: 'boolean', quota: null, resetPeriod: null });
const give = (...features: Given['features']): Given => ({ features, credits: null });
const sayIn = (from: Given, to: Given) => ({
  en: describeDifference(from, to, en, 'en').map(
    ({ text, isGain }) => `${isGain ? 'gain' : 'loss'}: ${text}`,
  ),
  zh: describeDifference(from, to, zhCN, 'zh-CN').map(({ text }) => text),
});

describe('the difference between two plans', () => {
  test('of a quota is how much more or less it is in a period', () => {
    const more = give({ ...articles, quota: 500 });
    expect(sayIn(give(articles), more)).toEqual({
      en: ['gain: +400 articles a\u00a0day'],
      zh: ['每天多 400 篇文章'],
    });
    expect(sayIn(more, give(articles))).toEqual({
      en: ['loss: −400 articles a\u00a0day'],
      zh: ['每天少 400 篇文章'],
    });
  });

  test('of what is not a number, or of another period, is both in words', () => {
    const unlimited = give({ ...articles, quota: -1 });
    expect(sayIn(give(articles), unlimited)).toEqual({
      en: ['gain: Unlimited articles (you have 100 articles a\u00a0day)'],
      zh: ['文章不限量（现为每天 100 篇文章）'],
    });
    expect(sayIn(unlimited, give(articles)).en).toEqual([
      'loss: 100 articles a\u00a0day (you have Unlimited articles)',
    ]);
    const monthly = give({ ...articles, quota: 2_000, resetPeriod: 'monthly' });
    expect(sayIn(give(articles), monthly).en).toEqual([
      'loss: 2,000 articles a\u00a0month (you have 100 articles a\u00a0day)',
    ]);
  });

  test('names what comes and what goes, what comes first', () => {
    expect(sayIn(give(articles), give(support))).toEqual({
      en: ['gain: New: Priority support', 'loss: No longer included: Articles'],
      zh: ['新增：优先支持', '不再包含：文章'],
    });
    expect(sayIn(give(articles), give({ ...articles, quota: 0, enabled: false })).en).toHaveLength(1);
  });

  test('of credits is told by what they are', () => {
    const credits = { amount: 500, interval: 'month', rolloverPeriods: 0 } as const;
    const some: Given = { features: [], credits };
    expect(sayIn(give(), some).en).toEqual(['gain: New: 500 credits a\u00a0month']);
    expect(
      sayIn(some, { features: [], credits: { ...credits, amount: 12_000, interval: 'year' } }).en,
    ).toEqual(['gain: 12,000 credits a\u00a0year (you have 500 credits a\u00a0month)']);
  });

  const paid = (credits: number, per: number) => give({ ...articles, overageRate: { credits, per } });

  test('tells that credits can pay beyond a quota, or no longer can', () => {
    expect(sayIn(give(articles), paid(1, 10))).toEqual({
      en: ['gain: Articles: credits can pay beyond the quota, 1 credit for each 10 exports'],
      zh: ['文章：超出配额后可用积分支付，1 积分 / 10 次'],
    });
    expect(sayIn(paid(1, 10), give(articles))).toEqual({
      en: ['loss: Articles: credits can no longer pay beyond the quota'],
      zh: ['文章：超出配额后不能再用积分支付'],
    });
    expect(sayIn(give(), paid(2, 1)).en).toEqual([
      'gain: New: 100 articles a\u00a0day',
      'gain: Articles: credits can pay beyond the quota, 2 credits for each export',
    ]);
  });

  test('tells what credits pay beyond a quota where that changes', () => {
    expect(sayIn(paid(1, 10), paid(2, 10))).toEqual({
      en: [
        'loss: Articles: beyond the quota 2 credits for each 10 exports (you have 1 credit for each 10 exports)',
      ],
      zh: ['文章：超出配额后 2 积分 / 10 次（现为 1 积分 / 10 次）'],
    });
    expect(sayIn(paid(1, 10), paid(1, 20)).en).toEqual([expect.stringMatching(/^gain: /)]);
    // Rounded up for each use, the smaller step is the cheaper one.
    expect(sayIn(paid(2, 20), paid(1, 10)).en).toEqual([expect.stringMatching(/^gain: /)]);
    expect(sayIn(paid(1, 10), paid(1, 10)).en).toEqual([]);
  });

  test('tells nothing of beyond where a quota has no end, is gone, or is not known', () => {
    const unlimited = give({ ...articles, quota: -1 });
    expect(sayIn(paid(1, 10), unlimited).en).toHaveLength(1);
    expect(sayIn(unlimited, paid(1, 10)).en).toHaveLength(1);
    expect(sayIn(paid(1, 10), give()).en).toEqual(['loss: No longer included: Articles']);
    expect(sayIn(give({ ...articles, overageRate: undefined }), paid(1, 10)).en).toEqual([]);
  });

  test('is nothing where both give the same', () => {
    expect(sayIn(give(articles, support), give(support, articles))).toEqual({ en: [], zh: [] });
  });
});
