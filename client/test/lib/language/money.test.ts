import { describe, expect, test } from '@jest/globals';
import { currencyDigits } from '@meterstone/landing/numbers';
import { amountText, parseAmount } from '../../../src/lib/language/money.ts';

describe('an amount as typed', () => {
  test.each([
    ['19.99', 2, 1999],
    // 1.15 * 100 and 8.7 * 100 are not whole in floating point.
    ['1.15', 2, 115],
    ['8.7', 2, 870],
    ['0.29', 2, 29],
    ['20', 2, 2000],
    ['20.', 2, 2000],
    [' 20.5 ', 2, 2050],
    ['1,234.56', 2, 123_456],
    ['1,234,567', 0, 1_234_567],
    ['500', 0, 500],
    ['500.00', 0, 500],
    ['1.234', 3, 1234],
    ['0', 2, 0],
    ['90071992547409.91', 2, Number.MAX_SAFE_INTEGER],
  ])('%s with %i digits is %i of the smallest unit', (text, digits, amount) => {
    expect(parseAmount(text, digits)).toBe(amount);
  });

  test.each([
    ['', 2],
    ['.5', 2],
    ['-1', 2],
    ['1e3', 2],
    ['12.345', 2],
    ['12.5', 0],
    ['12,5', 2],
    ['1.2.3', 2],
    ['free', 2],
    ['90071992547409.92', 2],
  ])('%s with %i digits is none', (text, digits) => {
    expect(parseAmount(text, digits)).toBeUndefined();
  });

  test('is read back from its own text, for every currency', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      const digits = currencyDigits(currency);
      for (const amount of [0, 1, 9, 10, 99, 100, 1999, 123_456]) {
        expect(parseAmount(amountText(amount, digits), digits)).toBe(amount);
      }
    }
  });
});
