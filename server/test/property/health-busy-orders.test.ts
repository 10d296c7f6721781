import { expect, it } from '@jest/globals';
import { retrying, start } from '../harness/metering/metering.ts';
import { disputed, paid, refunded } from '../harness/orders/commands.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../harness/orders/orders.ts';

const database = useOrdersDatabase();

const buyers = 4;
const ordersEach = 12;
const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Buys, pays once or twice, cancels or not, and gets some or all of it back, told in any order. */
async function buy(
  db: OrdersDatabase,
  accountId: string,
  item: Parameters<OrdersDatabase['createOrder']>[1][0],
) {
  const order = await db.createOrder(accountId, [item]);
  const { reference } = await db.openPage(accountId, order.id);
  const told = paid(reference, order);
  const moneyId = String(told['providerPaymentId']);
  if (Math.random() < 0.3) await db.endOrder(accountId, order.id, 'cancelled');
  await Promise.all([
    retrying(() => db.tell(told)),
    retrying(() => db.tell(refunded(moneyId, 400))),
    retrying(() => db.tell(Math.random() < 0.3 ? paid(reference, order) : told)),
  ]);
  if (Math.random() < 0.5)
    await retrying(() => db.requestRefund(accountId, order.id, null)).catch(() => undefined);
  if (Math.random() < 0.5) await retrying(() => db.tell(disputed(moneyId, 'opened', 100)));
}

it('finds nothing while orders are paid, cancelled, refunded and disputed', async () => {
  const db = database();
  const item = await db.package();
  const accounts = await Promise.all(Array.from({ length: buyers }, () => db.buyer()));
  let left = accounts.length;
  const buying = Promise.all(
    accounts.map(async (accountId) => {
      try {
        for (let turn = 0; turn < ordersEach; turn += 1) await buy(db, accountId, item);
      } finally {
        left -= 1;
      }
    }),
  );
  let looks = 0;
  while (left > 0) {
    await db.rows('select public.look_at_accounts(null, $1, $2, 0, $3)', [firstId, lastId, start]);
    looks += 1;
    expect(await db.rows('select check_name, rule, detail from public.health_findings')).toEqual([]);
  }
  await buying;
  expect(looks).toBeGreaterThan(3);
  expect(await db.one('select count(*) as count from public.fulfilments', [])).not.toEqual({ count: 0 });
});
