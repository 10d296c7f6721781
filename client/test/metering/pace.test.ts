import { describe, expect, test } from '@jest/globals';
import { isTooEarly, usedUpAt } from '../../src/features/metering/states/pace.ts';

const day = {
  unlimited: false,
  quota: 100,
  used: 60,
  remaining: 40,
  periodStart: '2026-11-21T00:00:00.000Z',
  periodEnd: '2026-11-22T00:00:00.000Z',
};
const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);

describe('a quota that will not last', () => {
  test('is used up when the rest goes as fast as what went', () => {
    // 60 in 12 hours are 5 an hour; 40 more take 8.
    expect(usedUpAt(day, at('12:00:00'))).toBe('2026-11-21T20:00:00.000Z');
  });

  test('is used up earlier where some of it is in use', () => {
    expect(usedUpAt({ ...day, remaining: 20 }, at('12:00:00'))).toBe('2026-11-21T16:00:00.000Z');
  });
});

test('three uses are a pace', () => {
  expect(usedUpAt({ ...day, quota: 4, used: 3, remaining: 1 }, at('12:00:00'))).toBe(
    '2026-11-21T16:00:00.000Z',
  );
});

describe('nothing is foretold', () => {
  test('when the quota lasts until its reset', () => {
    expect(usedUpAt({ ...day, used: 50, remaining: 50 }, at('12:00:00'))).toBeNull();
  });

  test('from less than an hour of a day', () => {
    expect(usedUpAt(day, at('00:59:00'))).toBeNull();
    expect(isTooEarly(day, at('00:59:00'))).toBe(true);
    expect(usedUpAt(day, at('01:01:00'))).not.toBeNull();
    expect(isTooEarly(day, at('01:01:00'))).toBe(false);
  });

  test.each([
    ['is used up already', { used: 100, remaining: 0 }],
    ['was not used yet', { used: 0, remaining: 100 }],
    ['was used once, though half of it', { quota: 2, used: 1, remaining: 1 }],
    ['was used twice', { quota: 4, used: 2, remaining: 1 }],
    ['is unlimited', { unlimited: true, quota: -1, remaining: -1 }],
    ['never resets', { periodEnd: null }],
  ])('when it %s', (_, changed) => {
    expect(usedUpAt({ ...day, ...changed }, at('12:00:00'))).toBeNull();
  });
});
