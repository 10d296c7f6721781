import { expect, test } from '@jest/globals';
import { RegisterBody } from '@meterstone/server/contract/identity';
import { zoneOfBrowser } from '../../../src/lib/time/time-zone.ts';

test('the zone of this machine is one of the list', () => {
  expect(zoneOfBrowser(zoneOfBrowser())).toBe(zoneOfBrowser());
});

test.each([
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/UTC', 'UTC'],
])('a browser that says %s is in %s', (said, zone) => {
  expect(zoneOfBrowser(said)).toBe(zone);
});

test.each(['CET', 'EST5EDT', '+05:30', 'Etc/Unknown', ''])(
  'a browser that says %j, none of the list, is in UTC and can register',
  (said) => {
    const timeZone = zoneOfBrowser(said);
    expect(timeZone).toBe('UTC');
    const person = { email: 'ada@example.com', password: 'Battery-staple-7', name: 'Ada', timeZone };
    expect(RegisterBody.safeParse(person).success).toBe(true);
  },
);
