import { beforeAll, describe, expect, test } from '@jest/globals';
import i18next from 'i18next';
import {
  formatAmount,
  formatCount,
  formatDateTime,
  formatDay,
  formatDayTime,
  formatDuration,
  formatElapsed,
  formatList,
  formatMoney,
  formatPercent,
  formatPrice,
  formatRelative,
  formatShort,
  zonedNext,
  zonePlace,
} from '../../../src/lib/language/format.ts';
import { learnChinesePlaces } from '../../../src/lib/time/chinese-places.ts';

describe.each([
  ['en', { shanghai: 'Shanghai', losAngeles: 'Los Angeles', honolulu: 'Honolulu' }],
  ['zh-CN', { shanghai: '上海时间', losAngeles: '洛杉矶时间', honolulu: '檀香山时间' }],
])('the place of a zone in %s', (language, { shanghai, losAngeles, honolulu }) => {
  beforeAll(async () => {
    await learnChinesePlaces();
    await i18next.init({ lng: language, resources: {} });
  });

  test.each([
    ['Asia/Shanghai', shanghai],
    ['America/Los_Angeles', losAngeles],
    ['Pacific/Honolulu', honolulu],
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
  ['en', ['Dec 14', 'May 30'], ['Jun 14, 2027', 'Dec 14, 2025']],
  ['zh-CN', ['12月14日', '5月30日'], ['2027年6月14日', '2025年12月14日']],
])('a day in %s', (language, near, far) => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  beforeAll(async () => {
    await i18next.init({ lng: language, resources: {} });
  });

  test('has no year within half a year', () => {
    const days = ['2026-12-14T12:00:00Z', '2026-05-30T12:00:00Z'];
    expect(days.map((at) => formatDay(at, 'UTC', now))).toEqual(near);
    for (const at of days) expect(formatDayTime(at, 'UTC', now)).not.toContain('2026');
  });

  test('has one further away, where it would be taken for another year’s', () => {
    const days = ['2027-06-14T12:00:00Z', '2025-12-14T12:00:00Z'];
    expect(days.map((at) => formatDay(at, 'UTC', now))).toEqual(far);
    for (const at of days) expect(formatDayTime(at, 'UTC', now)).toContain(at.slice(0, 4));
  });
});

describe('until when, in Honolulu', () => {
  beforeAll(async () => {
    await i18next.init({ lng: 'en', resources: {} });
  });

  test.each([
    ['the next midnight', '2026-11-30T10:00:00Z', '00:00 (Honolulu)'],
    ['the one after it, with its day', '2026-12-01T10:00:00Z', 'Dec 1, 00:00 (Honolulu)'],
    ['what is over, with its day', '2026-11-29T10:00:00Z', 'Nov 29, 00:00 (Honolulu)'],
  ])('%s', (_, at, text) => {
    expect(zonedNext(at, 'Pacific/Honolulu', Date.parse('2026-11-29T22:00:00Z'))).toBe(text);
  });

  test('a day of 25 hours is no more than a day', () => {
    const [now, at] = [Date.parse('2026-11-01T04:00:00Z'), '2026-11-02T05:00:00Z'];
    expect(zonedNext(at, 'America/New_York', now)).toBe('00:00 (New York)');
  });
});

const minute = 60_000;

describe.each([
  [
    'en',
    {
      elapsed: ['0 ms', '999 ms', '1 sec', '3.4 sec', '59.9 sec', '1m', '1m', '2h 5m'],
      ago: ['4 minutes ago', '2 hours ago', 'in 3 days', 'yesterday'],
      left: ['1s', '40s', '12m', '15h 48m', '3h', '9d 4h'],
      end: 'Dec 1, 2026, 00:00',
    },
  ],
  [
    'zh-CN',
    {
      elapsed: ['0 毫秒', '999 毫秒', '1 秒', '3.4 秒', '59.9 秒', '1 分钟', '1 分钟', '2 小时 5 分钟'],
      ago: ['4 分钟前', '2 小时前', '3 天后', '昨天'],
      left: ['1 秒', '40 秒', '12 分钟', '15 小时 48 分钟', '3 小时', '9 天 4 小时'],
      // Dates have no spaces.
      end: '2026年12月1日 00:00',
    },
  ],
])('times in %s', (language, texts) => {
  beforeAll(async () => {
    await i18next.init({ lng: language, resources: {} });
  });

  test('how long something took is told in the unit that matters', () => {
    const spans = [0, 999, 1_000, 3_420, 59_940, 59_960, minute, 7_500_000];
    expect(spans.map(formatElapsed)).toEqual(texts.elapsed);
  });

  test('how long ago it was, and how long until then', () => {
    const now = Date.parse('2026-11-30T16:00:00Z');
    const spans = [-4, -125, 3 * 1_440 + 5, -1_450];
    const ago = spans.map((minutes) => formatRelative(new Date(now + minutes * minute).toISOString(), now));
    expect(ago).toEqual(texts.ago);
  });

  test('what is left of a period', () => {
    const spans = [0, 40_000, 12 * minute, 948 * minute, 180 * minute, 13_200 * minute];
    expect(spans.map(formatDuration)).toEqual(texts.left);
  });

  test('an end is told with its time, as a day alone would be a day too long', () => {
    expect(formatDateTime('2026-11-30T16:00:00Z', 'Asia/Shanghai')).toBe(texts.end);
  });
});

/** The examples of how numbers read are the landing page's, in `landing/test/numbers.test.ts`. */
test.each([
  ['en', ['99.8%', '5 million', '2.05M', '2.05M', '$79.00', '$79']],
  ['zh-CN', ['99.8%', '500 万', '205.4 万', '205.4 万', 'US$79.00', 'US$79']],
])('numbers in %s read as on the landing page', async (language, texts) => {
  await i18next.init({ lng: language, resources: {} });
  const shown = [
    formatPercent(99.8),
    formatCount(5_000_000),
    formatShort(2_054_000),
    formatAmount(2_054_000),
    formatMoney(7_900, 'USD'),
    formatPrice(7_900, 'USD'),
  ];
  expect(shown).toEqual(texts);
});

test.each([
  ['en', '80% and 95%', 'Pro and Team'],
  ['zh-CN', '80% 和 95%', 'Pro和Team'],
])('a list in %s has spaces beside its digits', async (language, digits, names) => {
  await i18next.init({ lng: language, resources: {} });
  expect(formatList(['80%', '95%'])).toBe(digits);
  expect(formatList(['Pro', 'Team'])).toBe(names);
});
