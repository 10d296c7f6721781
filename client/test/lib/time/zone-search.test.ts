import { expect, test } from '@jest/globals';
import { isMeant, zoneChoices, zoneLabel } from '../../../src/lib/time/zone-search.ts';

const winter = Date.parse('2026-01-15T12:00:00Z');
const choices = zoneChoices('en', winter);
const found = (typed: string) => choices.filter((choice) => isMeant(choice, typed)).map(({ zone }) => zone);

test.each([
  ['New_York', 'America/New_York'],
  ['new york', 'America/New_York'],
  ['纽约', 'America/New_York'],
  ['Kolkata', 'Asia/Kolkata'],
  ['Calcutta', 'Asia/Kolkata'],
  ['Mumbai', 'Asia/Kolkata'],
  ['Kyiv', 'Europe/Kyiv'],
  ['Kiev', 'Europe/Kyiv'],
  ['Beijing', 'Asia/Shanghai'],
  ['北京', 'Asia/Shanghai'],
  ['上海', 'Asia/Shanghai'],
  ['Asia/Shanghai', 'Asia/Shanghai'],
  ['Zürich', 'Europe/Zurich'],
  ['zurich', 'Europe/Zurich'],
  ["St. John's", 'America/St_Johns'],
])('who types %s finds %s and nothing else', (typed, zone) => {
  expect(found(typed)).toEqual([zone]);
});

test.each(['GMT+8', 'UTC+8', 'utc +08:00', '+8', 'ＧＭＴ＋８'])(
  'who types %s finds the zones of that offset',
  (typed) => {
    expect(found(typed)).toEqual(expect.arrayContaining(['Asia/Shanghai', 'Asia/Singapore', 'Etc/GMT-8']));
    expect(found(typed)).not.toContain('Asia/Tokyo');
  },
);

test('minutes of an offset count, and half hours are no whole ones', () => {
  expect(found('GMT+5:30')).toContain('Asia/Kolkata');
  expect(found('GMT+5')).not.toContain('Asia/Kolkata');
  expect(found('-3:30')).toEqual(['America/St_Johns']);
});

test.each([
  ['en', '(GMT+8) Shanghai', '(GMT+5:30) Kolkata', '(GMT-5) New York'],
  ['zh-CN', '(GMT+8) 上海', '(GMT+5:30) 加尔各答', '(GMT-5) 纽约'],
])('in %s a zone is told by offset and city', (language, ...labels) => {
  const told = new Map(zoneChoices(language, winter).map((choice) => [choice.zone, zoneLabel(choice)]));
  expect(['Asia/Shanghai', 'Asia/Kolkata', 'America/New_York'].map((zone) => told.get(zone))).toEqual(labels);
  expect([told.get('UTC'), told.get('Etc/GMT-8')]).toEqual(['UTC', 'GMT+8']);
  expect([...told.values()].filter((label) => label.includes('()') || label.trim() === '')).toEqual([]);
});
