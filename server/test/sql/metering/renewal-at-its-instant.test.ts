import { describe, expect, it } from '@jest/globals';
import { after, retrying, settle, sqlstate, start, useMeteringDatabase } from '../../harness/metering.ts';

const database = useMeteringDatabase();

/** When the month of an account that came at `start` ends. */
const monthEnd = '2026-04-10T12:00:00.000Z';
const justBefore = after(monthEnd, { seconds: -1 });

async function lowered(to = 5, code = 'calls'): Promise<string> {
  const db = database();
  const plan = await db.plan({ calls: { quota: 100 }, words: { resetPeriod: 'daily' } });
  const accountId = await db.account(plan);
  const versionId = await db.publish(plan.planId, {
    [code]: { quota: to },
    ...(code === 'calls' ? { words: { quota: to, resetPeriod: 'daily' } } : {}),
  });
  await db.rows('select public.note_renewal(array[$1]::uuid[], $2, $3)', [
    accountId,
    versionId,
    after(start, { days: 1 }),
  ]);
  return accountId;
}

function reserve(accountId: string, amount: number, at: string): Promise<{ id: string }> {
  return database().one<{ id: string }>(
    `select (reservation).id from public.reserve_feature_usage($1, 'calls', $2, '2 days', null, $3)`,
    [accountId, amount, at],
  );
}

describe('a version that waits for the renewal holds from its instant on, though no job has run', () => {
  it('for uses', async () => {
    const db = database();
    const accountId = await lowered();
    expect(await db.use(accountId, { amount: 100 }, justBefore)).toMatchObject({ status: 'recorded' });
    expect(await db.use(accountId, { amount: 6 }, monthEnd)).toMatchObject({
      code: 'quota_exceeded',
      quota: 5,
    });
    expect(await db.use(accountId, { amount: 5 }, monthEnd)).toMatchObject({ status: 'recorded', quota: 5 });
  });

  it('for a counter that goes on beyond the month', async () => {
    const db = database();
    const accountId = await lowered();
    const use = (amount: number, at: string) => db.use(accountId, { featureCode: 'words', amount }, at);
    await use(4, after(monthEnd, { hours: -1 }));
    expect(await use(2, monthEnd)).toMatchObject({ code: 'quota_exceeded', used: 4, quota: 5 });
    expect(await use(1, monthEnd)).toMatchObject({ used: 5, quota: 5 });
  });

  it('for holds, commits and checks', async () => {
    const db = database();
    const accountId = await lowered();
    expect(await sqlstate(reserve(accountId, 6, monthEnd))).toBe('MSQEX');

    const another = await lowered();
    const { id } = await reserve(another, 50, justBefore);
    await db.use(another, { featureCode: 'words' }, justBefore);
    const commit = db.rows('select public.commit_reservation($1, $2, 51, $3)', [another, id, monthEnd]);
    await commit;
    // The hold belongs to the month that is over; the version holds from now on all the same.
    expect(
      await db.one(`select next_plan_version_id from public.account_plans where account_id = $1`, [another]),
    ).toEqual({ next_plan_version_id: null });

    const third = await lowered();
    expect(
      await db.one(`select allowed, (state).quota from public.check_user_quota($1, 'calls', 6, $2)`, [
        third,
        monthEnd,
      ]),
    ).toEqual({ allowed: false, quota: 5 });
  });

  it('where it takes the feature away', async () => {
    const db = database();
    const accountId = await lowered(5, 'pages');
    expect(await db.use(accountId, {}, justBefore)).toMatchObject({ status: 'recorded' });
    expect(await db.use(accountId, {}, monthEnd)).toMatchObject({ code: 'feature_not_in_plan' });
    expect(await db.use(accountId, { featureCode: 'pages' }, monthEnd)).toMatchObject({ quota: 5 });
  });

  it('and judges what happened before it, and is told later, by what held then', async () => {
    const db = database();
    const accountId = await lowered();
    const told = { amount: 60, occurredAt: justBefore };
    expect(await db.use(accountId, told, after(monthEnd, { seconds: 5 }))).toMatchObject({
      status: 'recorded',
      quota: 100,
    });
    expect(await db.use(accountId, { amount: 6 }, after(monthEnd, { seconds: 5 }))).toMatchObject({
      code: 'quota_exceeded',
    });
  });

  it('once, however many meet it at the same time, the job among them', async () => {
    const db = database();
    const accountIds = await Promise.all(Array.from({ length: 4 }, () => lowered()));
    const works = accountIds.flatMap((accountId) => [
      ...Array.from({ length: 8 }, () => retrying(() => db.use(accountId, {}, monthEnd))),
      retrying(() => db.rows('select public.apply_due_renewals(10, $1)', [monthEnd])),
      retrying(() => reserve(accountId, 1, monthEnd)).catch(() => undefined),
    ]);
    expect(await settle(works)).toMatchObject({ failed: {} });
    for (const accountId of accountIds) {
      const counter = (await db.counters(accountId)).at(-1);
      expect((counter?.used ?? 0) + (counter?.reserved ?? 0)).toBe(5);
      expect(counter).toMatchObject({ quota: 5, limit_epoch: 1 });
    }
  });

  it('and tells until when what is known may be believed', async () => {
    const db = database();
    const accountId = await lowered();
    const at = after(monthEnd, { hours: -2 });
    const { valid_until: until } = await db.one<{ valid_until: Date }>(
      `select valid_until from public.record_feature_usage($1, '[{"featureCode": "words"}]', $2)`,
      [accountId, at],
    );
    expect(until.getTime()).toBeLessThanOrEqual(Date.parse(monthEnd));
    const { believed_until: believed } = await db.one<{ believed_until: Date }>(
      `select believed_until from public.quota_states(array[$1]::uuid[], '{words}', $2)`,
      [accountId, at],
    );
    expect(believed.getTime()).toBeLessThanOrEqual(Date.parse(monthEnd));
  });
});
