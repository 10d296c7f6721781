import { describe, expect, it } from '@jest/globals';
import {
  after,
  retrying,
  settle,
  sqlstate,
  start,
  useMeteringDatabase,
} from '../../../harness/metering/metering.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

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

  it('for reservations, commits and checks', async () => {
    const db = database();
    const accountId = await lowered();
    expect(await sqlstate(reserve(accountId, 6, monthEnd))).toBe('MSQEX');

    const another = await lowered();
    const { id } = await reserve(another, 50, justBefore);
    await db.use(another, { featureCode: 'words' }, justBefore);
    const commit = db.rows('select public.commit_reservation($1, $2, 51, $3)', [another, id, monthEnd]);
    await commit;
    // The reservation belongs to the month that is over; the version holds from now on all the same.
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
      retrying(() => db.renew(monthEnd, 10)),
      retrying(() => reserve(accountId, 1, monthEnd)).catch(() => undefined),
    ]);
    expect(await settle(works)).toMatchObject({ failed: {} });
    for (const accountId of accountIds) {
      const counter = (await db.counters(accountId)).at(-1);
      expect((counter?.used ?? 0) + (counter?.reserved ?? 0)).toBe(5);
      expect(counter).toMatchObject({ quota: 5, limit_epoch: 1 });
    }
  });

  it('and is noted as having held from it on, however late somebody comes', async () => {
    const db = database();
    const accountId = await lowered();
    const told = (amount: number, hours: number) => ({
      featureCode: 'words',
      amount,
      occurredAt: after(monthEnd, { hours }),
    });
    const nextDay = '2026-04-11T00:30:00.000Z';
    expect(await db.use(accountId, told(6, 8), nextDay)).toMatchObject({ code: 'quota_exceeded', quota: 5 });
    expect(await db.use(accountId, told(5, 8), nextDay)).toMatchObject({ status: 'recorded', used: 5 });
  });

  it('save where it can not be given: then the old one goes on, tried now and then', async () => {
    const db = database();
    const accountId = await lowered();
    const allow = await refuseAccount(db.pool, accountId);
    for (let use = 0; use < 5; use += 1) {
      expect(await db.use(accountId, { amount: 10 }, monthEnd)).toMatchObject({
        status: 'recorded',
        quota: 100,
      });
      expect(
        await db.one(`select allowed from public.check_user_quota($1, 'calls', 6, $2)`, [
          accountId,
          monthEnd,
        ]),
      ).toEqual({ allowed: true });
    }
    expect(
      await db.one(`select attempts from public.account_change_failures where account_id = $1`, [accountId]),
    ).toEqual({ attempts: 1 });
    await allow();
  });

  it('whatever failed of another account, version or change', async () => {
    const db = database();
    const [byUse, byJob, another] = [await lowered(), await lowered(), await lowered()];
    const failed = `select public.note_change_failure($3, $1, version, 'P0001', 'why', $4)
      from (select next_plan_version_id as version from public.account_plans where account_id = $2) as waiting`;
    const at = after(monthEnd, { seconds: 1 });
    // Of the version that they wait for too, by somebody else; of theirs, another one or another change.
    for (const accountId of [byUse, byJob]) {
      await db.rows(failed, [another, accountId, 'renewal', at]);
      await db.rows(failed, [accountId, another, 'renewal', at]);
      await db.rows(failed, [accountId, accountId, 'rollout', at]);
      if (accountId === byUse) {
        expect(await db.use(accountId, {}, at)).toMatchObject({ quota: 5 });
      } else {
        expect(await db.renew(at)).toContain(accountId);
      }
    }
    await db.rows('delete from public.account_change_failures');
  });

  // Six times: from then on the job itself waits a minute or more.
  it.each([1, 6])('though the job has met it locked (times in a row: %i)', async (times) => {
    const db = database();
    const accountId = await lowered();
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.accounts where id = $1 for update', [accountId]);
      for (let time = 0; time < times; time += 1) {
        await db.rows(
          `select public.change_accounts('renewal', array[account_id], next_plan_version_id, $2)
           from public.account_plans where account_id = $1`,
          [accountId, monthEnd],
        );
      }
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await db.use(accountId, {}, monthEnd)).toMatchObject({ quota: 5 });
  });

  it('and ask for another try where somebody is changing the account', async () => {
    const db = database();
    const accountId = await lowered();
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.account_entitlements where account_id = $1 for update', [
        accountId,
      ]);
      await holder.query('select from public.accounts where id = $1 for update', [accountId]);
      expect(await sqlstate(db.use(accountId, {}, monthEnd))).toBe('40001');
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await db.use(accountId, {}, monthEnd)).toMatchObject({ quota: 5 });
  });

  it('and more of them than others can wait for are left to be tried apart', async () => {
    const db = database();
    const accountIds: string[] = [];
    for (let index = 0; index < 25; index += 1) accountIds.push(await lowered());
    const record = db.rows(
      `select public.record_feature_usage_many($1::uuid[], array_fill('calls'::text, array[25]),
         array_fill(1::bigint, array[25]), array_fill(null::text, array[25]),
         array_fill(null::timestamptz, array[25]), array_fill(null::jsonb, array[25]), $2)`,
      [accountIds, monthEnd],
    );
    expect(await sqlstate(record)).toBe('55P03');
    const held = await db.rows<{ id: string }>('select id from public.held_accounts($1, $2) as id', [
      accountIds,
      monthEnd,
    ]);
    expect(held.map(({ id }) => id).sort()).toEqual([...accountIds].sort());
    for (const accountId of accountIds) {
      expect(await db.use(accountId, {}, monthEnd)).toMatchObject({ quota: 5 });
    }
  });

  it('and a check beside a held counter tells what was, at once, and keeps nobody else', async () => {
    const db = database();
    const [accountId, another] = [await lowered(), await lowered()];
    await db.use(accountId, {}, justBefore);
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.user_usage where account_id = $1 for update', [accountId]);
      const rows = await db.rows<{ believed_until: Date }>(
        `select believed_until from public.quota_states($1::uuid[], '{calls,calls}', $2)`,
        [[accountId, another], monthEnd],
      );
      expect(rows).toEqual([{ believed_until: new Date(monthEnd) }, { believed_until: new Date(monthEnd) }]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  });

  it('and while others are still being noted down, what is told may be believed for a second', async () => {
    const db = database();
    const plan = await db.plan({ calls: {} });
    const [accountId, neighbour] = [await db.account(plan), await lowered()];
    const allow = await refuseAccount(db.pool, accountId);
    const versionId = await db.publish(plan.planId, { calls: { quota: 8 } });
    const at = after(start, { days: 2 });
    await db.rows(`select public.rollout_plan_version($1, $2, 'renewal', $3)`, [plan.planId, versionId, at]);
    const told = () =>
      db.one(`select believed_until from public.quota_states(array[$1]::uuid[], '{calls}', $2)`, [
        neighbour,
        at,
      ]);
    expect(await told()).toEqual({ believed_until: new Date(after(at, { seconds: 1 })) });
    await allow();
    await db.rows('delete from public.plan_rollouts');
    expect(await told()).not.toEqual({ believed_until: new Date(after(at, { seconds: 1 })) });
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
