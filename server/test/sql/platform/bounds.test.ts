import { expect, test } from '@jest/globals';
import { counterLimit, maxClockSkewMinutes, maxUsageAgeDays, usageGraceHours } from '../../../src/bounds.ts';
import { useDatabaseClient } from '../../harness/database/database-client.ts';

const database = useDatabaseClient();

test('the bounds that contracts and messages tell are those that Postgres keeps', async () => {
  const { rows } = await database().client.query({
    text: `
      select
        public.counter_limit()::text, public.max_usage_age() = make_interval(days => $1),
        public.max_clock_skew() = make_interval(mins => $2), public.usage_grace() = make_interval(hours => $3)`,
    values: [maxUsageAgeDays, maxClockSkewMinutes, usageGraceHours],
    rowMode: 'array',
  });
  expect(rows).toEqual([[String(counterLimit), true, true, true]]);
});
