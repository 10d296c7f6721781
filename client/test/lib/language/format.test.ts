import { beforeAll, describe, expect, test } from '@jest/globals';
import i18next from 'i18next';
import {
  formatCount,
  formatDateTime,
  formatElapsed,
  formatShort,
  zonePlace,
} from '../../../src/lib/language/format.ts';

describe.each([
  ['en', { shanghai: 'Shanghai' }],
  ['zh-CN', { shanghai: '中国时间' }],
])('the place of a zone in %s', (language, { shanghai }) => {
  beforeAll(async () => {
    await i18next.init({ lng: language, resources: {} });
  });

  test.each([
    ['Asia/Shanghai', shanghai],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    // POSIX counts what is west of Greenwich; people do not.
    ['Etc/GMT-5', 'GMT+5'],
    ['Etc/GMT+12', 'GMT-12'],
  ])('%s is %s', (timeZone, place) => {
    expect(zonePlace(timeZone)).toBe(place);
  });
});

describe.each([
  ['en', ['0 ms', '999 ms', '1 sec', '3.4 sec', '59.9 sec', '1m', '1m', '2h 5m']],
  ['zh-CN', ['0毫秒', '999毫秒', '1秒', '3.4秒', '59.9秒', '1分钟', '1分钟', '2小时5分钟']],
])('how long something took in %s', (language, texts) => {
  test('is told in the unit that matters', async () => {
    await i18next.init({ lng: language, resources: {} });
    const spans = [0, 999, 1_000, 3_420, 59_940, 59_960, 60_000, 7_500_000];
    expect(spans.map(formatElapsed)).toEqual(texts);
  });
});

test('an end is told with its time, as a day alone would be a day too long', async () => {
  const end = '2026-11-30T16:00:00Z';
  await i18next.init({ lng: 'en', resources: {} });
  expect(formatDateTime(end, 'Asia/Shanghai')).toBe('Dec 1, 2026, 00:00');
  await i18next.init({ lng: 'zh-CN', resources: {} });
  expect(formatDateTime(end, 'Asia/Shanghai')).toBe('2026年12月1日 00:00');
});

test('large numbers read as on the landing page', async () => {
  await i18next.init({ lng: 'zh-CN', resources: {} });
  expect([5_000_000, 12_345].map(formatCount)).toEqual(['500 万', '12,345']);
  expect([2_054_000, 58].map(formatShort)).toEqual(['205.4 万', '58']);
  await i18next.init({ lng: 'en', resources: {} });
  expect([5_000_000, 12_345].map(formatCount)).toEqual(['5 million', '12,345']);
  expect([2_054_000, 58].map(formatShort)).toEqual(['2.05M', '58']);
});
