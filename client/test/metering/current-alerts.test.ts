import { expect, test } from '@jest/globals';
import { currentAlerts, isMilder } from '../../src/features/metering/alerts/current-alerts.ts';

const today = '2026-11-21T00:00:00.000Z';
const alert = {
  id: '01a1fe00-b999-7f77-ba8b-968f19e143af',
  accountId: '01a1fe00-b44e-76eb-a53e-90e85417cf97',
  featureCode: 'articles',
  threshold: 80,
  level: 'warning' as const,
  used: 82,
  quota: 100,
  periodStart: today,
  createdAt: today,
  sentAt: null,
  readAt: null,
};
const quota = {
  featureCode: 'articles',
  kind: 'metered' as const,
  unit: { en: 'article|articles', 'zh-CN': '篇' },
  enabled: true,
  unlimited: false,
  quota: 100,
  used: 82,
  reserved: 0,
  remaining: 18,
  overage: null,
  percent: 82,
  resetPeriod: 'daily' as const,
  periodStart: today,
  periodEnd: '2026-11-22T00:00:00.000Z',
  timeZone: 'UTC',
};

test('an unread alert of the present period holds', () => {
  expect(currentAlerts([alert], [quota])).toEqual([alert]);
});

test.each([
  ['was read', { readAt: today }, {}],
  ['is of an earlier period', { periodStart: '2026-11-20T00:00:00.000Z' }, {}],
  ['warns of more than is used, as after the quota was raised', {}, { quota: 200 }],
  ['is of a quota that has no limit any more', {}, { unlimited: true, quota: -1, percent: null }],
  ['warns of more than is used, though holds fill the rest', {}, { used: 79, reserved: 6, percent: 85 }],
  [
    'warns of what credits paid, which a larger quota leaves aside',
    {},
    { used: 98, quota: 110, overage: { units: 20, credits: 40 } },
  ],
  ['is of a feature that the account no longer has', { featureCode: 'exports' }, {}],
])('an alert that %s does not', (_, changedAlert, changedQuota) => {
  expect(currentAlerts([{ ...alert, ...changedAlert }], [{ ...quota, ...changedQuota }])).toEqual([]);
});

test('an alert is milder than a graver one of its period that came with it, or was raised later', () => {
  const graver = { ...alert, threshold: 100, level: 'exhausted' as const };
  expect(isMilder(alert, graver)).toBe(true);
  expect(isMilder(graver, alert)).toBe(false);
  expect(isMilder(alert, undefined)).toBe(false);
  expect(isMilder(alert, { ...graver, periodStart: '2026-11-20T00:00:00.000Z' })).toBe(false);
  // As after the quota was raised.
  expect(isMilder({ ...alert, createdAt: '2026-11-21T09:00:00.000Z' }, graver)).toBe(false);
});

test('the gravest alert comes first, of equal ones the newest', () => {
  const exhausted = { ...alert, threshold: 100, level: 'exhausted' as const };
  const older = { ...alert, featureCode: 'tokens', threshold: 82 };
  const quotas = [
    { ...quota, used: 100, percent: 100 },
    { ...quota, featureCode: 'tokens' },
  ];
  expect(currentAlerts([alert, older, exhausted], quotas)).toEqual([exhausted, alert, older]);
});

test('what is refused comes before what credits pay for, of which there is an alert that it was used up, too', () => {
  const exhausted = { ...alert, threshold: 100, level: 'exhausted' as const };
  const paid = { ...alert, threshold: 101, level: 'overage_started' as const };
  const refused = { ...exhausted, featureCode: 'tokens' };
  const quotas = [
    { ...quota, used: 101, percent: 100, overage: { units: 1, credits: 1 } },
    { ...quota, featureCode: 'tokens', used: 100, percent: 100 },
  ];
  expect(currentAlerts([paid, exhausted, refused], quotas)).toEqual([refused, paid, exhausted]);
});

test('that credits pay holds as long as they have paid, however little that is', () => {
  const paid = { ...alert, threshold: 101, level: 'overage_started' as const };
  const beyond = { ...quota, quota: 1_000, used: 1_001, overage: { units: 1, credits: 1 } };
  expect(currentAlerts([paid], [beyond])).toEqual([paid]);
  expect(currentAlerts([paid], [{ ...beyond, used: 1_000, overage: null }])).toEqual([]);
});

test.each([
  ['a larger quota', { quota: 10_000, used: 1_001 }],
  ['no limit', { quota: -1, used: 1_001, unlimited: true, percent: null }],
  ['less used', { quota: 1_000, used: 900 }],
])('that credits pay holds no more with %s, whatever they have paid', (_, changed) => {
  const paid = { ...alert, threshold: 101, level: 'overage_started' as const };
  expect(currentAlerts([paid], [{ ...quota, overage: { units: 1, credits: 1 }, ...changed }])).toEqual([]);
});
