import { describe, expect, it } from '@jest/globals';
import { sqlstate, start, after } from '../../harness/metering/metering.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

describe.each(['package', 'plan'] as const)('a %s that somebody has ordered', (kind) => {
  async function onSale() {
    const db = database();
    const plan = kind === 'plan' ? await db.planOnSale() : undefined;
    const item = plan ?? (await db.package());
    const remove = () =>
      db.rows(`delete from public.${kind}s where id = $1 returning id`, [plan?.planId ?? item.productId]);
    return { db, item, remove };
  }

  it('stays while it can still be paid for', async () => {
    const { db, item, remove } = await onSale();
    const { accountId, order, paid } = await db.opened([item]);
    expect(await sqlstate(remove())).toBe('23503');
    await db.tell(paid);
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'paid', goods_error: null });
  });

  it('stays while what was paid for is not given', async () => {
    const { db, item, remove } = await onSale();
    const { accountId, order } = await db.opened([item]);
    await db.rows(
      `update public.orders set status = 'expired', ended_at = $3, goods_due_at = $3
       where account_id = $1 and id = $2`,
      [accountId, order.id, start],
    );
    expect(await sqlstate(remove())).toBe('23503');
    await db.rows('update public.orders set goods_due_at = null where account_id = $1 and id = $2', [
      accountId,
      order.id,
    ]);
  });

  it('goes once the order is over', async () => {
    const { db, item, remove } = await onSale();
    const accountId = await db.buyer();
    const order = await db.createOrder(accountId, [item]);
    await db.rows(`select public.end_order($1, $2, 'cancelled', p_now => $3)`, [
      accountId,
      order.id,
      after(start, { hours: 1 }),
    ]);
    expect(await remove()).toHaveLength(1);
  });

  it('is not ordered while it is being deleted', async () => {
    const { db, item } = await onSale();
    const accountId = await db.buyer();
    const admin = await db.pool.connect();
    try {
      await admin.query('begin');
      await admin.query('select from public.catalog_revision for update');
      const ordering = sqlstate(db.createOrder(accountId, [item]));
      await db.waitForBlocked();
      await admin.query(`delete from public.${kind}s where id = $1`, [
        'planId' in item ? item.planId : item.productId,
      ]);
      await admin.query('commit');
      expect(await ordering).toBe('MSNOF');
    } finally {
      admin.release();
    }
  });
});
