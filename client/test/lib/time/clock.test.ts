import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readClock, watchClock } from '../../../src/lib/time/clock.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00Z') });
});

afterEach(() => {
  jest.useRealTimers();
});

const ignore = () => undefined;

test('a page that tells times, opened long after the last one was left, tells the time it is', () => {
  watchClock(ignore)();
  jest.setSystemTime(Date.parse('2026-11-21T12:05:00Z'));
  expect(new Date(readClock()).toISOString()).toBe('2026-11-21T12:05:00.000Z');
  const leave = watchClock(ignore);
  expect(new Date(readClock()).toISOString()).toBe('2026-11-21T12:05:00.000Z');
  leave();
});

test('it stands between two ticks, so that all times on a page change together', () => {
  let ticks = 0;
  const leave = watchClock(() => (ticks += 1));
  const start = readClock();
  jest.advanceTimersByTime(999);
  expect([readClock() - start, ticks]).toEqual([0, 0]);
  jest.advanceTimersByTime(1);
  expect([readClock() - start, ticks]).toEqual([1_000, 1]);
  leave();
});
