import { describe, expect, it } from '@jest/globals';
import { Check } from '../../../../src/metering/states/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

async function check(accountId: string): Promise<NonNullable<Check['quota']>> {
  const { quota } = Check.parse(
    await node().done(node().get(`/usage/check-quota/calls?accountId=${accountId}`)),
  );
  if (!quota) throw new Error('There is no quota');
  return quota;
}

/**
 * An account whose month ends in two minutes: it came to its plan so many months before that instant, and no month
 * between them was too short for its day.
 */
async function accountAtItsMonthsEnd(): Promise<{ id: string; monthEnd: string; early: string }> {
  const { id } = await node().account(null);
  const { code } = await node().plan([{ code: 'calls', quota: 100, resetPeriod: 'monthly' }]);
  const { rows } = await node().server.owner.query<{ month_end: Date }>(
    `with instants as (
       select month_end, month_end - make_interval(months => months) as anchor
       from (select date_trunc('second', now()) + interval '2 minutes' as month_end) as soon
       cross join generate_series(1, 48) as months
       where month_end - make_interval(months => months) + make_interval(months => months) = month_end
       order by months
       limit 1
     )
     select month_end, public.apply_plan_version(array[$1]::uuid[], version.id, anchor)
     from instants, public.plans as plan
     join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
     where plan.code = $2`,
    [id, code],
  );
  const monthEnd = rows[0]!.month_end;
  return {
    id,
    monthEnd: monthEnd.toISOString(),
    early: new Date(monthEnd.getTime() + 60_000).toISOString(),
  };
}

describe('a use of the coming period, from a clock ahead of ours', () => {
  it('is not told as what the present period has used', async () => {
    const { id, monthEnd, early } = await accountAtItsMonthsEnd();
    await node().use(id, { amount: 90 });
    await node().use(id, { amount: 3, occurredAt: early });
    expect(await check(id)).toMatchObject({ used: 90, periodEnd: monthEnd });
    await node().use(id, { amount: 4 });
    expect(await check(id)).toMatchObject({ used: 94, periodEnd: monthEnd });
  });

  it('is told at once where it opened the counter that present uses are charged to as well', async () => {
    const { id, monthEnd, early } = await accountAtItsMonthsEnd();
    await node().use(id, { amount: 90 });
    await node().use(id, { amount: 3, occurredAt: early });
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 100, resetPeriod: 'never' }]);
    await node().post(`/admin/accounts/${id}/plan`, { planCode, reason: 'a test' });
    expect(await check(id)).toMatchObject({ used: 90, periodEnd: monthEnd });

    await node().use(id, { occurredAt: early });
    const shown = await check(id);
    expect(shown).toMatchObject({ used: 94 });
    expect(Date.parse(shown.periodStart!)).toBeGreaterThanOrEqual(Date.parse(monthEnd));
    await node().use(id, { amount: 6 });
    expect(await check(id)).toMatchObject({ used: 100, remaining: 0 });
    expect(await node().allows(id)).toBe(false);
  });

  it('is told at once also where it is refused', async () => {
    const { id, early } = await accountAtItsMonthsEnd();
    await node().use(id, { amount: 90 });
    await node().use(id, { amount: 3, occurredAt: early });
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 92, resetPeriod: 'never' }]);
    await node().post(`/admin/accounts/${id}/plan`, { planCode, reason: 'a test' });
    expect(await node().allows(id, 2)).toBe(true);

    const body = { accountId: id, featureCode: 'calls', occurredAt: early };
    const refused = await node().post('/usage/record', body);
    expect(refused).toMatchObject({ status: 429, body: { code: 'quota_exceeded' } });
    expect(await check(id)).toMatchObject({ used: 93 });
    expect(await node().allows(id, 2)).toBe(false);
  });
});

describe('numbers that include a reservation', () => {
  it('are believed for a second and no longer, as it may end unseen', async () => {
    const { id } = await node().account();
    const { id: held } = await node().done(
      node().post('/usage/reservations', { accountId: id, featureCode: 'calls', amount: 40 }),
    );
    await node().use(id, { amount: 5 });
    expect(await check(id)).toMatchObject({ used: 5, reserved: 40 });
    // As another node would, that shares no cache with this one.
    await node().server.owner.query('select public.release_reservation($1, $2)', [id, held]);
    await waitUntil(async () => (await check(id)).reserved === 0);
  });
});
