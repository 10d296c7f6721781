import { expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { sqlstate } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();

it('waits for whoever holds the balance, then keeps it until the transaction ends', async () => {
  const db = database();
  const accountId = await db.account();
  const [holder, waiter] = [await db.pool.connect(), await db.pool.connect()];
  try {
    await holder.query('begin');
    await holder.query('select from public.credit_balances where account_id = $1 for update', [accountId]);
    await waiter.query('begin');
    const waiting = waiter.query(`select public.wait_for_credits($1, '1 minute')`, [accountId]);
    await db.waitForBlocked();
    await holder.query('commit');
    await waiting;
    const locked = 'select from public.credit_balances where account_id = $1 for update skip locked';
    expect((await holder.query(locked, [accountId])).rows).toEqual([]);
    await waiter.query('commit');
    expect((await holder.query(locked, [accountId])).rows).toHaveLength(1);
    expect((await waiter.query('show lock_timeout')).rows).not.toEqual([{ lock_timeout: '1min' }]);
  } finally {
    holder.release();
    waiter.release();
  }
});

it('gives up after its patience, and waits for nobody who holds another one', async () => {
  const db = database();
  const [held, other] = [await db.account(), await db.account()];
  const holder = await db.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select from public.credit_balances where account_id = $1 for update', [held]);
    const wait = (accountId: string) =>
      sqlstate(db.rows(`select public.wait_for_credits($1, '20 milliseconds')`, [accountId]));
    expect(await wait(held)).toBe('55P03');
    expect(await wait(other)).toBeUndefined();
  } finally {
    await holder.query('rollback');
    holder.release();
  }
});
