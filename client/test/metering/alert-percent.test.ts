import { expect, test } from '@jest/globals';
import { percentOf } from '../../src/features/metering/alerts/alert-percent.ts';

test.each([
  [57, 100, 57],
  [29, 100, 29],
  [9_996, 10_000, 99.96],
  [120, 100, 100],
  [0, 0, 80],
])('an alert at %d of %d says %d %%', (used, quota, percent) => {
  expect(percentOf({ used, quota, threshold: 80 })).toBe(percent);
});
