import { expect, it } from '@jest/globals';
import { after, start } from '../../harness/metering/metering.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const late = after(start, { days: 1 });

/** Who is found by it while somebody else holds these rows. */
async function foundWhileHeld(found: 'expired_orders' | 'due_orders', held: string, id: string) {
  const db = database();
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select from public.${held} = $1 for no key update`, [id]);
    const rows = await db.rows<{ account_id: string }>(`select account_id from public.${found}(100, $1)`, [
      late,
    ]);
    return rows.map((row) => row.account_id);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

it('orders that are over are found, but for those that somebody holds', async () => {
  const db = database();
  const item = await db.package();
  const [one, other] = [await db.opened([item]), await db.opened([item])];
  const found = (id: string) => foundWhileHeld('expired_orders', 'orders where id', id);
  expect(await found(one.order.id)).toEqual([other.accountId]);
  expect(await found(other.order.id)).toEqual([one.accountId]);
  // Money is on its way.
  await db.tell({ type: 'payment_processing', reference: one.payment.reference });
  expect(await found(one.order.id)).toEqual([other.accountId]);
  expect(await found(other.order.id)).toEqual([]);
  await db.rows(`select public.end_order($1, $2, 'cancelled', null, $3)`, [
    other.accountId,
    other.order.id,
    start,
  ]);
});

it('orders whose goods are due are found, but for those whose order, account or balance somebody holds', async () => {
  const db = database();
  const item = await db.package();
  const bought = [await db.bought([item]), await db.bought([item])];
  for (const { order } of bought) {
    await db.rows('update public.orders set goods_due_at = $2 where id = $1', [order.id, start]);
  }
  for (const [one, other] of [bought, bought.toReversed()]) {
    for (const [held, id] of [
      ['orders where id', one?.order.id],
      ['accounts where id', one?.accountId],
      ['credit_balances where account_id', one?.accountId],
    ] as const) {
      expect(await foundWhileHeld('due_orders', held, id ?? '')).toEqual([other?.accountId]);
    }
  }
  for (const { accountId, order } of bought) {
    await db.rows('select public.settle_order($1, $2, $3)', [accountId, order.id, late]);
  }
  expect(await foundWhileHeld('due_orders', 'orders where id', bought[0]?.order.id ?? '')).toEqual([]);
});
