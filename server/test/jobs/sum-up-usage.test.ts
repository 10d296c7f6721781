import { beforeAll, expect, test } from '@jest/globals';
import { meteringJobs } from '../../src/metering/jobs.ts';
import { sumUpUsage } from '../../src/metering/recording/sums.ts';
import { Statistics } from '../../src/metering/records/contract.ts';
import { useMeteringServer } from '../harness/metering/metering-server.ts';

const node = useMeteringServer();

// Not by the clock while these look at what is not summed up yet: what can't be noted does not run.
beforeAll(async () => {
  await node().server.owner.query(
    `alter table public.job_states add constraint not_by_the_clock check (name <> 'sum_up_usage') not valid`,
  );
});

test('statistics are the same before and after use is summed up', async () => {
  const { ctx } = node().server;
  const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'monthly' }]);
  const minuteAgo = new Date(Date.now() - 60_000).toISOString();
  await ctx.pool.query('select public.record_feature_usage($1, $2, $3)', [
    id,
    JSON.stringify([{ featureCode: 'calls', amount: 3 }]),
    minuteAgo,
  ]);
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const to = new Date(Date.now() + 86_400_000).toISOString();
  const statistics = async () =>
    Statistics.parse(
      await node().done(
        node().get(`/usage/statistics?accountId=${id}&granularity=day&from=${from}&to=${to}`, {
          token: node().apiKey,
        }),
      ),
    );
  const before = await statistics();
  expect(before.totals).toEqual([{ featureCode: 'calls', used: 3, events: 1 }]);
  const stored = () => ctx.pool.query('select used from public.usage_sums where account_id = $1', [id]);
  expect((await stored()).rows).toEqual([]);

  await meteringJobs.find(({ name }) => name === 'sum_up_usage')?.run(ctx);
  expect((await stored()).rows).toHaveLength(1);
  expect(await statistics()).toEqual(before);
});

test('what takes longer than a run may goes on in the next', async () => {
  const { ctx } = node().server;
  const { id } = await node().account([{ code: 'calls', quota: 100, resetPeriod: 'never' }]);
  const uses = JSON.stringify([{ featureCode: 'calls', amount: 1 }]);
  const dayAgo = new Date(Date.now() - 86_400_000).toISOString();
  // On the first of a month, of the month before.
  await node().server.owner.query('select public.ensure_usage_partitions($1, now())', [dayAgo]);
  await ctx.pool.query('select public.record_feature_usage($1, $2, $3)', [id, uses, dayAgo]);
  await node().server.owner.query(`
    update public.usage_sums_state
    set summed_from = '2000-01-01 00:00:00+00', summed_until = '2000-01-01 00:00:00+00', aim_at = '2000-01-01 00:00:00+00';
    delete from public.usage_sums`);
  const isDone = async () => {
    const { rows } = await ctx.pool.query<{ done: boolean }>(
      'select summed_until = aim_at as done from public.usage_sums_state',
    );
    return rows[0]?.done;
  };
  await sumUpUsage(ctx.db, 0);
  expect(await isDone()).toBe(false);
  await sumUpUsage(ctx.db);
  expect(await isDone()).toBe(true);
});
