import { expect, test } from '@jest/globals';
import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';
import { lackOf, payableUnits, payingRate } from '../../src/features/metering/paying/credits-pay.ts';

const rate = { credits: 5, per: 2 };
const elastic: ElasticQuota = {
  featureCode: 'articles',
  rate,
  enabled: true,
  capPerPeriod: null,
  quota: {
    featureCode: 'articles',
    kind: 'metered',
    unit: { en: 'article|articles', 'zh-CN': '篇' },
    enabled: true,
    unlimited: false,
    quota: 10,
    used: 12,
    reserved: 0,
    remaining: 0,
    overage: { units: 2, credits: 5 },
    percent: 120,
    resetPeriod: 'monthly',
    periodStart: '2026-11-01T00:00:00.000Z',
    periodEnd: '2026-12-01T00:00:00.000Z',
    timeZone: 'UTC',
  },
};

test('credits pay while those that the next use costs, rounded up, are left', () => {
  expect(payingRate(elastic, 3)).toBe(rate);
  expect(payingRate(elastic, 2)).toBeNull();
});

test.each([
  ['all that are left', elastic, 1_000, 400],
  ['all that are left, where a part would buy less than a unit', elastic, 4, 1],
  ['what the owner’s limit leaves of it', { ...elastic, capPerPeriod: 15 }, 1_000, 4],
  ['none where the limit is reached', { ...elastic, capPerPeriod: 7 }, 1_000, 0],
  ['none where the owner has not agreed', { ...elastic, enabled: false }, 1_000, 0],
])('how many units they pay for: %s', (_name, known, available, units) => {
  expect(payableUnits(known, available)).toBe(units);
});

test.each([
  ['is not known', undefined],
  ['is one beyond which the plan lets no credits pay', { ...elastic, rate: null }],
  ['is one for which the owner has not agreed', { ...elastic, enabled: false }],
  ['is one whose limit the next use would pass', { ...elastic, capPerPeriod: 7 }],
])('none pay where the quota %s', (_name, known) => {
  expect(payingRate(known, 1_000)).toBeNull();
});

test.each([
  ['nothing', elastic, 3, null],
  ['nothing that could be changed where the plan lets none pay', { ...elastic, rate: null }, 0, null],
  ['that the owner has not agreed', { ...elastic, enabled: false }, 1_000, 'consent'],
  ['that the limit is reached, before that few are left', { ...elastic, capPerPeriod: 7 }, 0, 'cap'],
  ['that fewer are left than the next use costs', elastic, 2, 'credits'],
])('what keeps them from it is told: %s', (_name, known, available, lack) => {
  expect(lackOf(known, available)).toBe(lack);
});

test('credits pay up to the limit of the period, that included', () => {
  expect(payingRate({ ...elastic, capPerPeriod: 8 }, 1_000)).toBe(rate);
  const unpaid = { ...elastic.quota, overage: null };
  expect(payingRate({ ...elastic, capPerPeriod: 3, quota: unpaid }, 1_000)).toBe(rate);
});
