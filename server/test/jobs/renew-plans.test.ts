import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { rolloutJobs } from '../../src/metering/rollouts/jobs.ts';
import { useMeteringServer } from '../harness/metering/metering-server.ts';
import { refuseAccount } from '../harness/metering/refused-account.ts';

const node = useMeteringServer();

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

test('accounts that can’t be changed, or are held, keep no other waiting, however many', async () => {
  const { ctx, owner } = node().server;
  const [before, next] = [(await node().plan()).code, (await node().plan()).code];
  const versionOf = `select version.id from public.plan_versions as version
    join public.plans as plan on plan.id = version.plan_id and plan.code = `;
  /** Accounts that have been due for so many days. */
  const dueFor = async (days: number, count: number) => {
    const accountIds = Array.from({ length: count }, () => randomUUID());
    await owner.query(
      `insert into public.accounts (id, kind, name) select id, 'external', 'One' from unnest($1::uuid[]) as id`,
      [accountIds],
    );
    await owner.query(`select public.apply_plan_version($1::uuid[], (${versionOf} $2), $3)`, [
      accountIds,
      before,
      ago(60),
    ]);
    await owner.query(
      `update public.account_plans set next_plan_version_id = (${versionOf} $2), renews_at = $3
       where account_id = any ($1)`,
      [accountIds, next, ago(days)],
    );
    return accountIds;
  };
  // More than the job takes at first.
  const broken = await dueFor(9, 45);
  const held = await dueFor(8, 25);
  const sound = await dueFor(7, 3);
  const allow = await refuseAccount(owner, ...broken);
  const holder = await owner.connect();
  await holder.query('begin');
  await holder.query('select from public.accounts where id = any ($1) for update', [held]);

  const job = rolloutJobs.find(({ name }) => name === 'renew_plans');
  await job?.run(ctx);

  await holder.query('rollback');
  holder.release();
  await allow();
  const { rows } = await owner.query<{ account_id: string }>(
    `select account_id from public.account_plans where plan_version_id = (${versionOf} $1) order by account_id`,
    [next],
  );
  expect(rows.map(({ account_id: accountId }) => accountId)).toEqual(sound.toSorted());
}, 60_000);
