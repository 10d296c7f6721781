import { describe, expect, test } from '@jest/globals';
import { formatMoney, perMonth } from '../src/plans/money.ts';

describe('formatMoney', () => {
  test('a currency has its own number of digits', () => {
    expect(formatMoney(1_999, 'USD', 'en')).toBe('$19.99');
    expect(formatMoney(1_999, 'JPY', 'en')).toBe('¥1,999');
    expect(formatMoney(1_999, 'KWD', 'en')).toBe('KWD\u00a01.999');
  });

  test('whole amounts have no decimals, others have all', () => {
    expect(formatMoney(7_900, 'USD', 'en')).toBe('$79');
    expect(formatMoney(7_950, 'USD', 'en')).toBe('$79.50');
  });

  test('each language writes currencies its own way', () => {
    expect(formatMoney(359_900, 'CNY', 'zh-CN')).toBe('¥3,599');
    expect(formatMoney(359_900, 'CNY', 'en')).toBe('CN¥3,599');
    expect(formatMoney(1_999, 'USD', 'zh-CN')).toBe('US$19.99');
  });
});

test('a month of a yearly price is rounded to the smallest unit', () => {
  expect(perMonth(19_990)).toBe(1_666);
  expect(perMonth(20_000)).toBe(1_667);
  expect(perMonth(0)).toBe(0);
});
