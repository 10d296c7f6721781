import { describe, expect, test } from '@jest/globals';
import { formatCount, formatShort } from '../src/content/numbers.ts';

describe('formatCount', () => {
  test('numbers are named where that loses nothing', () => {
    expect(formatCount(5_000_000, 'en')).toBe('5 million');
    expect(formatCount(1_500_000, 'en')).toBe('1.5 million');
    expect(formatCount(1_250_000, 'en')).toBe('1,250,000');
    expect(formatCount(100_000, 'en')).toBe('100,000');
    expect(formatCount(5_000_000, 'zh-CN')).toBe('500 万');
    expect(formatCount(12_345, 'zh-CN')).toBe('12,345');
    expect(formatCount(200_000_000, 'zh-CN')).toBe('2 亿');
  });
});

test('short numbers are rounded, with a space before the word where Chinese has one', () => {
  expect(formatShort(2_054_000, 'en')).toBe('2.05M');
  expect(formatShort(58, 'en')).toBe('58');
  expect(formatShort(2_054_000, 'zh-CN')).toBe('205.4 万');
  expect(formatShort(58, 'zh-CN')).toBe('58');
});
