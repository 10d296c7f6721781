import { expect, test } from '@jest/globals';
import { nextRun } from '../../src/jobs/next-run.ts';

const after = '2026-11-28T10:53:27Z'; // A Saturday.

test.each([
  ['* * * * *', '2026-11-28T10:54:00Z'],
  ['53 10 * * *', '2026-11-29T10:53:00Z'],
  ['17 * * * *', '2026-11-28T11:17:00Z'],
  ['*/20 * * * *', '2026-11-28T11:00:00Z'],
  ['37 3 * * *', '2026-11-29T03:37:00Z'],
  ['0 23 * * *', '2026-11-28T23:00:00Z'],
  ['5 4 * * 1', '2026-11-30T04:05:00Z'],
  ['0 0 1 * *', '2026-12-01T00:00:00Z'],
  ['0 0 1 * 7', '2026-11-29T00:00:00Z'],
  ['0 0 1 1 *', '2027-01-01T00:00:00Z'],
  ['30 12 29 2 *', '2028-02-29T12:30:00Z'],
])('%s comes next at %s', (cron, at) => {
  expect(nextRun(cron, new Date(after))).toEqual(new Date(at));
});

test('the minute that has just begun is over', () => {
  expect(nextRun('54 10 * * *', new Date('2026-11-28T10:54:00.000Z'))).toEqual(
    new Date('2026-11-29T10:54:00Z'),
  );
});

test('a day that never comes is a mistake', () => {
  expect(() => nextRun('0 0 30 2 *', new Date(after))).toThrow('0 0 30 2 * never comes');
});
