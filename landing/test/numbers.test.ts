import { describe, expect, test } from '@jest/globals';
import {
  closeUp,
  currencyDigits,
  formatAmount,
  formatCount,
  formatMoney,
  formatNumber,
  formatPer,
  formatPercent,
  formatPrice,
  formatShort,
  spaced,
  unitFor,
  withUnit,
} from '../src/content/numbers.ts';

describe('a number', () => {
  test.each([
    [58, '58', '58'],
    [12_345, '12,345', '12,345'],
    [5_000_000, '5,000,000', '5,000,000'],
  ])('%i in full', (number, en, zh) => {
    expect([formatNumber(number, 'en'), formatNumber(number, 'zh-CN')]).toEqual([en, zh]);
  });

  test.each([
    [58, '58', '58'],
    [12_345, '12,345', '12,345'],
    [50_000, '50,000', '5 万'],
    [100_000, '100,000', '10 万'],
    [1_250_000, '1,250,000', '125 万'],
    [1_500_000, '1.5 million', '150 万'],
    [5_000_000, '5 million', '500 万'],
    // Grouped like any other number.
    [50_000_000, '50 million', '5,000 万'],
    [200_000_000, '200 million', '2 亿'],
    [3_000_000_000, '3 billion', '30 亿'],
  ])('%i by name, where that loses nothing', (number, en, zh) => {
    expect([formatCount(number, 'en'), formatCount(number, 'zh-CN')]).toEqual([en, zh]);
  });

  test.each([
    [58, '58', '58'],
    [1_500, '1.5K', '1,500'],
    [2_054_000, '2.05M', '205.4 万'],
    [250_000_000, '250M', '2.5 亿'],
    // Not 5 million: that would be all of it.
    [4_999_999, '4.99M', '499.99 万'],
  ])('%i in short, rounded down', (number, en, zh) => {
    expect([formatShort(number, 'en'), formatShort(number, 'zh-CN')]).toEqual([en, zh]);
  });

  test.each([
    [72, '72', '72'],
    [50_000, '50,000', '5 万'],
    [99_999, '99,999', '99,999'],
    [100_000, '100K', '10 万'],
    [2_054_321, '2.05M', '205.43 万'],
  ])('%i in short where it is long', (number, en, zh) => {
    expect([formatAmount(number, 'en'), formatAmount(number, 'zh-CN')]).toEqual([en, zh]);
  });
});

test.each([
  [0, '0%'],
  [0.4, '0%'],
  [82, '82%'],
  [82.9, '82%'],
  [98.9, '98%'],
  [99, '99%'],
  [99.04, '99%'],
  [99.8, '99.8%'],
  [99.99, '99.9%'],
  [100, '100%'],
  [180.5, '180%'],
])('%f per cent is %s in both languages', (percent, text) => {
  expect([formatPercent(percent, 'en'), formatPercent(percent, 'zh-CN')]).toEqual([text, text]);
});

describe('money', () => {
  test.each([
    [1_999, 'USD', '$19.99', 'US$19.99'],
    [7_900, 'USD', '$79.00', 'US$79.00'],
    [359_900, 'CNY', 'CN¥3,599.00', '¥3,599.00'],
    [-139_000, 'CNY', '−CN¥1,390.00', '−¥1,390.00'],
    [1_999, 'JPY', '¥1,999', 'JP¥1,999'],
    [1_999, 'KWD', 'KWD\u00a01.999', 'KWD\u00a01.999'],
  ])('%i of %s in books', (amount, currency, en, zh) => {
    expect([formatMoney(amount, currency, 'en'), formatMoney(amount, currency, 'zh-CN')]).toEqual([en, zh]);
  });

  test.each([
    [1_999, 'USD', '$19.99', 'US$19.99'],
    [7_900, 'USD', '$79', 'US$79'],
    [7_950, 'USD', '$79.50', 'US$79.50'],
    [359_900, 'CNY', 'CN¥3,599', '¥3,599'],
    [1_999, 'JPY', '¥1,999', 'JP¥1,999'],
  ])('%i of %s on a price tag', (amount, currency, en, zh) => {
    expect([formatPrice(amount, currency, 'en'), formatPrice(amount, currency, 'zh-CN')]).toEqual([en, zh]);
  });

  test('has the digits of its currency', () => {
    expect(['USD', 'JPY', 'KWD', 'not a currency'].map(currencyDigits)).toEqual([2, 0, 3, 2]);
  });
});

test.each([
  ['4分钟前', '4 分钟前'],
  ['15小时48分钟', '15 小时 48 分钟'],
  ['第7版', '第 7 版'],
  ['80%', '80%'],
  ['4 minutes ago', '4 minutes ago'],
])('%s gets a space between digits and words: %s', (text, shown) => {
  expect(spaced(text)).toBe(shown);
});

test.each([
  ['1 万 个', '1 万个'],
  ['100 个', '100 个'],
  ['500 万 Token', '500 万 Token'],
])('%s has none after 万: %s', (text, shown) => {
  expect(closeUp(text)).toBe(shown);
});

describe('a unit', () => {
  const article = { en: 'article|articles', 'zh-CN': '篇' };
  const megabyte = { en: 'MB', 'zh-CN': 'MB' };
  const none = { en: '', 'zh-CN': '' };

  test.each([
    [1, article, 'article', '篇'],
    [2, article, 'articles', '篇'],
    [0, article, 'articles', '篇'],
    [2, megabyte, 'MB', 'MB'],
    [2, none, '', ''],
  ])('of %i: %j', (count, unit, en, zh) => {
    expect([unitFor(count, unit, 'en'), unitFor(count, unit, 'zh-CN')]).toEqual([en, zh]);
  });

  test.each([
    [1, article, '1 article', '1 篇'],
    [10_000, article, '10,000 articles', '1 万篇'],
    [5_000_000, megabyte, '5 million MB', '500 万 MB'],
    [5, none, '5', '5'],
  ])('with its number, %i: %j', (count, unit, en, zh) => {
    const say = (locale: 'en' | 'zh-CN') => withUnit(formatCount(count, locale), count, unit, locale);
    expect([say('en'), say('zh-CN')]).toEqual([en, zh]);
  });

  test.each([
    [1, article, 'article', '篇'],
    [10_000, article, '10,000 articles', '1 万篇'],
    [1, none, '1', '1'],
  ])('that a price is for, %i: %j', (per, unit, en, zh) => {
    expect([formatPer(per, unit, 'en'), formatPer(per, unit, 'zh-CN')]).toEqual([en, zh]);
  });
});
