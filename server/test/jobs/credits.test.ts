import { expect, test } from '@jest/globals';
import { creditJobs } from '../../src/credits/jobs.ts';
import { useCreditsServer } from '../harness/credits/credits-server.ts';

const node = useCreditsServer();

const run = (name: string) => {
  const job = creditJobs.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job ${name}`);
  return job.run(node().server.ctx);
};

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** A lot of 10 that came a day before it ended; nobody has touched the account since. */
async function accountWithDueLot(endedDaysAgo = 2): Promise<string> {
  const accountId = await node().account(0);
  await node().server.ctx.pool.query(
    `select public.grant_credits(
       p_account_id => $1, p_amount => 10, p_source => 'bonus', p_source_id => 'a gift', p_expires_at => $2, p_now => $3
     )`,
    [accountId, ago(endedDaysAgo), ago(endedDaysAgo + 1)],
  );
  return accountId;
}

test('what has ended is written down, however many accounts there are; one that is held waits for the next time', async () => {
  const { owner } = node().server;
  const holder = await owner.connect();
  const accounts = [await accountWithDueLot()];
  // At once: the server's own job would settle it.
  await holder.query('begin');
  await holder.query('select from public.credit_balances where account_id = $1 for update', [accounts[0]]);
  while (accounts.length < 120) accounts.push(await accountWithDueLot());
  const expired = async () => {
    const { rows } = await owner.query<{ account_id: string }>(
      `select account_id from public.credit_transactions where type = 'expire' order by account_id`,
    );
    return rows.map(({ account_id: accountId }) => accountId);
  };

  await run('expire_credits');
  expect(await expired()).toEqual(accounts.slice(1).toSorted());
  await holder.query('rollback');
  holder.release();
  await run('expire_credits');
  expect(await expired()).toEqual(accounts.toSorted());
  await run('expire_credits');
  expect(await expired()).toHaveLength(120);
}, 60_000);

test('accounts that can’t be settled, or are held, keep no other waiting, however many', async () => {
  const { owner } = node().server;
  const broken: string[] = [];
  for (let count = 0; count < 60; count += 1) broken.push(await accountWithDueLot(5));
  const held = [await accountWithDueLot(4), await accountWithDueLot(4)];
  const sound = await accountWithDueLot(3);
  const setBalances = (amount: number) =>
    owner.query('update public.credit_balances set balance = $2 where account_id = any ($1)', [
      broken,
      amount,
    ]);
  // Less than what is to expire: their books are wrong.
  await setBalances(0);
  const holder = await owner.connect();
  await holder.query('begin');
  await holder.query('select from public.credit_balances where account_id = any ($1) for update', [held]);
  await run('expire_credits');
  const { rows } = await owner.query<{ account_id: string }>(
    `select account_id from public.credit_transactions where type = 'expire' and account_id = any ($1)`,
    [[...broken, ...held, sound]],
  );
  expect(rows).toEqual([{ account_id: sound }]);
  await holder.query('rollback');
  holder.release();
  await setBalances(10);
}, 60_000);

test('holds that were closed 90 days ago go, however many; open ones, young ones and all lines stay', async () => {
  const accountId = await node().account(0);
  const { ctx, owner } = node().server;
  const { rows: lots } = await ctx.pool.query<{ lot_id: string }>(
    `select lot_id from public.grant_credits(
       p_account_id => $1, p_amount => 1000, p_source => 'bonus', p_source_id => 'a gift', p_now => $2
     )`,
    [accountId, ago(110)],
  );
  expect(lots).toHaveLength(1);
  const hold = async (days: number, ttl = '1 hour') => {
    const { rows } = await ctx.pool.query<{ id: string }>(
      `select (reservation).id from public.reserve_credits($1, 1, null, null, $3::interval, null, $2)`,
      [accountId, ago(days), ttl],
    );
    return rows[0]!.id;
  };
  const close = (how: 'commit' | 'release', id: string, days: number) =>
    ctx.pool.query(`select public.${how}_credits(p_account_id => $1, p_reservation_id => $2, p_now => $3)`, [
      accountId,
      id,
      ago(days),
    ]);
  await close('commit', await hold(91), 91);
  await close('release', await hold(91), 91);
  const held = await hold(91, '200 days');
  const young = await hold(89);
  await close('commit', young, 89);
  // More than one batch.
  await owner.query(
    `insert into public.credit_reservations
       (account_id, id, amount, status, expires_at, created_at, closed_at)
     select $1, gen_random_uuid(), 1, 'released', $2::timestamptz + interval '1 hour', $2, $2
     from generate_series(1, 12000)`,
    [accountId, ago(100)],
  );

  await run('forget_credit_reservations');
  const { rows } = await owner.query<{ id: string }>(
    'select id from public.credit_reservations where account_id = $1',
    [accountId],
  );
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([held, young]));
  const { rows: lines } = await owner.query(
    `select from public.credit_transactions where account_id = $1 and type = 'consume'`,
    [accountId],
  );
  expect(lines).toHaveLength(2);
}, 60_000);
