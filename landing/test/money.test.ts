import { expect, test } from '@jest/globals';
import { perMonth } from '../src/plans/money.ts';

test('a month of a yearly price is rounded to the smallest unit', () => {
  expect(perMonth(19_990)).toBe(1_666);
  expect(perMonth(20_000)).toBe(1_667);
  expect(perMonth(0)).toBe(0);
});
