import { expect, test } from '@jest/globals';
import { levelPercents } from '@meterstone/server/contract/metering/alerts';
import { advance, levelOf, noon, quotas, type Day } from '../src/example/simulation.ts';

test('the example passes every level and never counts beyond its quotas', () => {
  const levels = new Set<string>();
  let midnights = 0;
  let day: Day = noon;
  for (let step = 0; step < 1_000; step += 1) {
    const next = advance(day);
    if (next.used < day.used) midnights += 1;
    day = next;
    levels.add(levelOf(day.used));
    expect(day.used + day.reserved).toBeLessThanOrEqual(quotas.articles);
    expect(day.published).toBeLessThanOrEqual(quotas.publications);
    expect(day.tokens).toBeLessThanOrEqual(quotas.tokens);
  }
  expect([...levels].sort()).toEqual(['critical', 'exhausted', 'normal', 'warning']);
  expect(midnights).toBeGreaterThan(10);
});

test('levels begin where the contract says', () => {
  const { warning, critical, exhausted } = levelPercents;
  const percents = [warning - 0.1, warning, critical - 0.1, critical, exhausted - 0.1, exhausted];
  expect(percents.map(levelOf)).toEqual([
    'normal',
    'warning',
    'warning',
    'critical',
    'critical',
    'exhausted',
  ]);
});

test('the monthly quota resets when it says: after the last day of the month, and only then', () => {
  let months = 0;
  let day: Day = noon;
  for (let step = 0; step < 2_000; step += 1) {
    const next = advance(day);
    const isMidnight = next.used < day.used;
    const daysLeft = isMidnight ? day.daysLeft - 1 || 30 : day.daysLeft;
    expect(next.daysLeft).toBe(daysLeft);
    expect(next.tokens < day.tokens).toBe(daysLeft > day.daysLeft);
    if (next.tokens < day.tokens) months += 1;
    day = next;
  }
  expect(months).toBeGreaterThan(1);
});
