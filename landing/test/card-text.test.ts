import { describe, expect, test } from '@jest/globals';
import { offer as en } from '../src/content/offer/en.ts';
import { offer as zhCN } from '../src/content/offer/zh-CN.ts';
import { describeCard, type CardView } from '../src/plans/card-text.ts';
import { makeFeature, makePlan, makePrice } from './harness/plans.ts';

const view: CardView = { words: en, locale: 'en', interval: 'month', currency: 'USD' };
const featuresOf = (count: number) =>
  Array.from({ length: count }, (_, index) => makeFeature({ code: `feature_${index}` }));
const cardOf = (count: number, seen = view) =>
  describeCard(makePlan({ code: 'pro', features: featuresOf(count) }), seen);

describe('a card', () => {
  test('of 60 features shows six, and says how many more there are', () => {
    const card = cardOf(60);
    expect(card.lines).toHaveLength(6);
    expect(card.more?.text).toBe('54 more');
    expect(card.more?.lines).toHaveLength(54);
    expect(cardOf(60, { ...view, words: zhCN, locale: 'zh-CN' }).more?.text).toBe('展开另外 54 项');
  });

  test('folds no line alone', () => {
    expect(cardOf(7)).toMatchObject({ lines: { length: 7 }, more: undefined });
  });

  test('of a plan on request says so and leads to whoever sells it; a free one does not', () => {
    const contactUrl = 'mailto:sales@example.com';
    const plan = makePlan({ code: 'enterprise', sales: 'on_request', contactUrl });
    expect(describeCard(plan, view)).toMatchObject({
      contact: contactUrl,
      paid: undefined,
      amount: { text: 'On request' },
      choose: 'Contact us',
    });
    expect(describeCard(plan, { ...view, words: zhCN, locale: 'zh-CN' })).toMatchObject({
      amount: { text: '按需报价' },
      choose: '联系我们',
    });
    expect(describeCard(makePlan({ code: 'free' }), view)).toMatchObject({
      contact: undefined,
      amount: { text: 'Free' },
      choose: 'Start free',
    });
  });

  test.each([
    [2_900, 'usual'],
    [99_900, 'usual'],
    // With its period beside it: "$2,999.17 a month".
    [299_917, 'long'],
    [1_234_500, 'long'],
    [123_456_789_012, 'longest'],
  ])('writes an amount of %i cents by its length: %s', (amountMinor, size) => {
    const plan = makePlan({ code: 'pro', prices: [makePrice('month', amountMinor + 1)] });
    expect(describeCard(plan, view).amount.size).toBe(size);
  });
});
