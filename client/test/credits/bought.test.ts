import { expect, test } from '@jest/globals';
import { bought } from '../../src/features/credits/elastic/bought.ts';

test.each([
  [
    { credits: 2, per: 10 },
    { credits: 100, units: 500 },
  ],
  [
    { credits: 3, per: 10 },
    { credits: 100, units: 333 },
  ],
  [
    { credits: 1, per: 10_000 },
    { credits: 100, units: 1_000_000 },
  ],
  [
    { credits: 250, per: 1 },
    { credits: 250, units: 1 },
  ],
])('at %j they buy %j', (rate, worth) => {
  expect(bought(rate)).toEqual(worth);
});
