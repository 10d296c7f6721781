import { beforeAll, describe, expect, test } from '@jest/globals';
import i18next from 'i18next';
import { zonePlace } from '../../../src/lib/language/format.ts';

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
