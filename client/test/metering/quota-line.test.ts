import { expect, test } from '@jest/globals';
import { quotaLine } from '../../src/features/metering/trends/quota-line.ts';

const daily = { quota: 100, resetPeriod: 'daily' as const };
const monthly = { quota: 100, resetPeriod: 'monthly' as const };

test('a quota is a line where each bar is one of its periods', () => {
  expect(quotaLine(daily, 'day', 80)).toBe(100);
  expect(quotaLine(monthly, 'month', 80)).toBe(100);
  expect(quotaLine(daily, 'month', 80)).toBeUndefined();
  expect(quotaLine(monthly, 'day', 80)).toBeUndefined();
  expect(quotaLine(daily, 'hour', 80)).toBeUndefined();
  expect(quotaLine({ quota: 100, resetPeriod: 'never' }, 'day', 80)).toBeUndefined();
});

test('there is none of what is unlimited, none, or not known', () => {
  expect(quotaLine({ quota: -1, resetPeriod: 'daily' }, 'day', 80)).toBeUndefined();
  expect(quotaLine({ quota: 0, resetPeriod: 'daily' }, 'day', 80)).toBeUndefined();
  expect(quotaLine(null, 'day', 80)).toBeUndefined();
});

test('a line far above all bars would press them flat', () => {
  expect(quotaLine(daily, 'day', 25)).toBe(100);
  expect(quotaLine(daily, 'day', 24)).toBeUndefined();
});
