import { afterEach, expect, test } from '@jest/globals';
import { zoneOfBrowser } from '../../src/lib/time-zone.ts';

const before = process.env['TZ'];
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

test.each([
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/UTC', 'UTC'],
])('a browser in %s is in %s, whichever name its Intl prefers', (name, zone) => {
  process.env['TZ'] = name;
  expect(zoneOfBrowser()).toBe(zone);
});

test('a browser in a zone that is none of the list is in UTC, and can register', () => {
  process.env['TZ'] = 'CET';
  expect(zoneOfBrowser()).toMatch(/^(UTC|Europe\/\w+)$/);
  process.env['TZ'] = 'EST5EDT';
  expect(zoneOfBrowser()).toMatch(/^(UTC|America\/New_York)$/);
});
