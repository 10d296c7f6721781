import { describe, expect, test } from '@jest/globals';
import { parseWholeNumber, typedWholeNumber } from '../../../src/lib/language/whole-number.ts';

describe('a whole number', () => {
  test.each([
    ['0', 0],
    [' 120 ', 120],
    ['1,000', 1_000],
    ['1 000 000', 1_000_000],
    ['12，000', 12_000],
    ['１２', 12],
    ['２，５００', 2_500],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('is read from "%s"', (text, value) => {
    expect(parseWholeNumber(text)).toBe(value);
  });

  test.each(['', '-1', '1.5', '1e3', 'abc', '1,00', '0x10', '12a'])('is not in "%s"', (text) => {
    expect(parseWholeNumber(text)).toBeUndefined();
  });

  test('is told apart where it is too large to be exact', () => {
    expect(parseWholeNumber('9007199254740992')).toBe(Infinity);
  });
});

describe('what was typed for a whole number', () => {
  test('is the number', () => {
    expect(typedWholeNumber('1,000')).toBe(1_000);
    expect(typedWholeNumber('0')).toBe(0);
  });

  test.each(['-1', '1.5', 'abc'])('stays "%s", to be refused in words', (text) => {
    expect(typedWholeNumber(text)).toBe(text);
  });

  test('is nothing where only spaces were', () => {
    expect(typedWholeNumber(' ')).toBeUndefined();
    expect(typedWholeNumber(undefined)).toBeUndefined();
  });
});
