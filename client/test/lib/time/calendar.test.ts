import { describe, expect, test } from '@jest/globals';
import { addDays, addMonths, dateOf, isDate, startOfDay } from '../../../src/lib/time/calendar.ts';

const startOf = (date: string, timeZone: string) => new Date(startOfDay(date, timeZone)).toISOString();

describe('a day begins', () => {
  test.each([
    ['UTC', '2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-21', '2026-11-20T16:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-21', '2026-11-20T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-21', '2026-11-20T10:00:00.000Z'],
    ['Etc/GMT+12', '2026-11-21', '2026-11-21T12:00:00.000Z'],
  ])('in %s where its offset says', (timeZone, date, instant) => {
    expect(startOf(date, timeZone)).toBe(instant);
  });

  test('by the offset of that midnight, when the clocks change on that day or the one before', () => {
    // New York: forward on 8 March, back on 1 November 2026, both at 02:00.
    expect(startOf('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
    expect(startOf('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
    expect(startOf('2026-11-01', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z');
    expect(startOf('2026-11-02', 'America/New_York')).toBe('2026-11-02T05:00:00.000Z');
  });

  test('at 01:00 where the clocks jump over midnight', () => {
    // Beirut: 29 March 2026, 00:00 becomes 01:00.
    expect(startOf('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00.000Z');
  });

  test('at the first midnight where the clocks show it twice', () => {
    // Havana: 1 November 2026, 01:00 becomes 00:00.
    expect(startOf('2026-11-01', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z');
  });

  test('where the one before it ends, all year round', () => {
    for (const timeZone of ['Europe/Berlin', 'America/Havana', 'Asia/Beirut', 'Australia/Lord_Howe']) {
      for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
        const start = startOfDay(date, timeZone);
        expect(dateOf(start, timeZone)).toBe(date);
        expect(dateOf(start - 1, timeZone)).toBe(addDays(date, -1));
      }
    }
  });
});

test('a date is that of the zone, not of the browser', () => {
  const at = Date.parse('2026-11-21T16:30:00Z');
  expect(dateOf(at, 'Asia/Shanghai')).toBe('2026-11-22');
  expect(dateOf(at, 'America/New_York')).toBe('2026-11-21');
});

test('days and months are added across the ends of months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-01');
  expect(addMonths('2026-01-15', -1)).toBe('2025-12-01');
});

test('only days that there are count as dates', () => {
  expect(isDate('2026-02-28')).toBe(true);
  for (const text of ['2026-02-29', '2026-13-01', '2026-2-1', '2026-11-21T00:00:00Z', 'yesterday', '']) {
    expect(isDate(text)).toBe(false);
  }
});
