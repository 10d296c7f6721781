import { expect, test } from '@jest/globals';
import { levelPercents } from '@meterstone/server/contract/metering/alerts';
import { examplePlan } from '../src/example/example-plan.ts';
import { advance, levelOf, noonOf, usualQuotas, type Day } from '../src/example/simulation.ts';
import { makeFeature, makePlan } from './harness/plans.ts';

const odd = { articles: 37, publications: 200, tokens: 60_000 };

test.each([
  [usualQuotas, ['critical', 'exhausted', 'normal', 'warning']],
  // So few that the last ones come at once.
  [odd, ['exhausted', 'normal', 'warning']],
])('the example passes its levels and never counts beyond %j', (quotas, passed) => {
  const seen = new Set<string>();
  let midnights = 0;
  let day: Day = noonOf(quotas);
  for (let step = 0; step < 1_000; step += 1) {
    const next = advance(day, quotas);
    if (next.used < day.used) midnights += 1;
    day = next;
    seen.add(levelOf((day.used * 100) / quotas.articles));
    expect(day.used + day.reserved).toBeLessThanOrEqual(quotas.articles);
    expect(day.published).toBeLessThanOrEqual(quotas.publications);
    expect(day.tokens).toBeLessThanOrEqual(quotas.tokens);
  }
  expect([...seen].sort()).toEqual(passed);
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
  let day: Day = noonOf(usualQuotas);
  for (let step = 0; step < 2_000; step += 1) {
    const next = advance(day, usualQuotas);
    const isMidnight = next.used < day.used;
    const daysLeft = isMidnight ? day.daysLeft - 1 || 30 : day.daysLeft;
    expect(next.daysLeft).toBe(daysLeft);
    expect(next.tokens < day.tokens).toBe(daysLeft > day.daysLeft);
    if (next.tokens < day.tokens) months += 1;
    day = next;
  }
  expect(months).toBeGreaterThan(1);
});

test('the example is on the plan that is suggested, with its quotas of today', () => {
  const features = (articles: number) => [
    makeFeature({ code: 'articles_per_day', quota: articles }),
    makeFeature({ code: 'publish_per_day', quota: 60 }),
    makeFeature({ code: 'llm_tokens', quota: 6_000_000, resetPeriod: 'monthly' }),
  ];
  const plans = [
    makePlan({ code: 'team', features: features(400) }),
    makePlan({ code: 'pro', highlighted: true, features: features(120) }),
  ];
  const { name, quotas } = examplePlan(plans);
  expect({ name: name?.en, quotas }).toEqual({
    name: 'pro',
    quotas: { articles: 120, publications: 60, tokens: 6_000_000 },
  });
  expect(examplePlan([makePlan({ code: 'free', highlighted: true, features: features(-1) })])).toEqual({
    name: undefined,
    quotas: usualQuotas,
  });
});
