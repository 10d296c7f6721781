import { describe, expect, it } from '@jest/globals';
import { after, start } from '../../harness/metering/metering.ts';
import { disputed, refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../harness/orders/orders.ts';

/** What becomes of the credits that a plan has given when the money for the plan goes back. */

const database = useOrdersDatabase();
const day = (days: number) => after(start, { days });

/** A plan of 500 credits a month, bought by the year; the buyer has spent 10 of them. */
async function boughtPlan(db: OrdersDatabase, rolloverPeriods = 0) {
  const plan = await db.planOnSale({ interval: 'year', credits: { amount: 500, rolloverPeriods } });
  const { accountId, order, moneyId } = await buy(db, plan);
  await spend(db, accountId, 10);
  return { plan, accountId, order, moneyId };
}

async function buy(
  db: OrdersDatabase,
  plan: Parameters<OrdersDatabase['createOrder']>[1][0],
  { accountId: of, at = start }: { accountId?: string; at?: string } = {},
) {
  const { accountId, order, paid } = await db.opened([plan], {
    at,
    ...(of !== undefined && { accountId: of }),
  });
  expect(await db.tell(paid, { at })).toBe('applied');
  return { accountId, order, moneyId: String(paid['providerPaymentId']) };
}

async function spend(db: OrdersDatabase, accountId: string, amount: number, at = start): Promise<void> {
  await db.rows('select * from public.consume_credits($1, $2, $3)', [
    accountId,
    JSON.stringify([{ amount }]),
    at,
  ]);
}

/** What the order's timeline tells of credits that were taken, oldest first: how many before, and after. */
async function takenTold(
  db: OrdersDatabase,
  accountId: string,
  orderId: string,
): Promise<[number, number][]> {
  const rows = await db.rows<{ before: number; after: number }>(
    `select (detail ->> 'before')::int as before, (detail ->> 'after')::int as after
     from public.order_timeline where account_id = $1 and order_id = $2 and kind = 'credits_taken' order by id`,
    [accountId, orderId],
  );
  return rows.map((row) => [row.before, row.after]);
}

function preview(db: OrdersDatabase, accountId: string, orderId: string, amountMinor: number | null = null) {
  return db.one<{ plan: { items: unknown[] } }>(
    'select public.plan_refund($1, $2, $3, true, p_now => $4) as plan',
    [accountId, orderId, amountMinor, day(1)],
  );
}

describe('credits of a plan whose money goes back', () => {
  it('go with it as far as they are left, seen before and told after; what is spent is not owed', async () => {
    const db = database();
    const { accountId, order } = await boughtPlan(db);
    const { plan } = await preview(db, accountId, order.id);
    expect(plan.items).toEqual([
      expect.objectContaining({ takenUnits: 490, spentUnits: 10, newDebt: 0, ends: true }),
    ]);
    expect(await db.credits(accountId, day(1))).toEqual([490, 0]);

    const refund = await db.requestRefund(accountId, order.id, null, { at: day(1) });
    // Like the plan itself, they are there until the money is back.
    expect(await db.credits(accountId, day(1))).toEqual([490, 0]);
    await db.noteRefund(accountId, refund.id, 'succeeded', { cumulative: 2000, at: day(1) });
    expect(await db.credits(accountId, day(1))).toEqual([0, 0]);
    expect(await takenTold(db, accountId, order.id)).toEqual([[0, 490]]);
    // None come in the months that follow, either.
    expect(await db.credits(accountId, day(40))).toEqual([0, 0]);
  });

  it('of months before go along, where they live on', async () => {
    const db = database();
    const { accountId, moneyId } = await boughtPlan(db, 2);
    expect(await db.credits(accountId, day(40))).toEqual([990, 0]);
    await db.tell(refunded(moneyId, 2000), { at: day(40) });
    expect(await db.credits(accountId, day(40))).toEqual([0, 0]);
  });

  it('stay where a part of the money goes back, or an admin leaves the goods', async () => {
    const db = database();
    const { accountId, order, moneyId } = await boughtPlan(db);
    await db.tell(refunded(moneyId, 1999), { at: day(1) });
    expect(await db.credits(accountId, day(1))).toEqual([490, 0]);
    const other = await boughtPlan(db);
    const refund = await db.requestRefund(other.accountId, other.order.id, null, {
      goods: false,
      at: day(1),
    });
    await db.noteRefund(other.accountId, refund.id, 'succeeded', { cumulative: 2000, at: day(1) });
    expect(await db.credits(other.accountId, day(1))).toEqual([490, 0]);
    for (const one of [{ accountId, order }, other]) {
      expect(await takenTold(db, one.accountId, one.order.id)).toEqual([]);
    }
  });

  it('come back with the money: once a dispute is won, only those that were taken', async () => {
    const db = database();
    const { accountId, order, moneyId } = await boughtPlan(db, 2);
    await db.tell(disputed(moneyId, 'lost', 2000), { at: day(40) });
    expect(await db.credits(accountId, day(40))).toEqual([0, 0]);
    await db.tell({ ...disputed(moneyId, 'won', 2000), at: day(41) }, { at: day(41) });
    expect(await db.credits(accountId, day(41))).toEqual([990, 0]);
    expect(await takenTold(db, accountId, order.id)).toEqual([
      [0, 990],
      [990, 0],
    ]);
  });

  it('are there again for who buys the plan again, at most as many as it includes', async () => {
    const db = database();
    const { plan, accountId, moneyId } = await boughtPlan(db);
    await db.tell(refunded(moneyId, 2000), { at: day(1) });
    const again = await buy(db, plan, { accountId, at: day(2) });
    // The ten that were spent are of the same month.
    expect(await db.credits(accountId, day(2))).toEqual([490, 0]);
    await db.tell(refunded(again.moneyId, 2000), { at: day(3) });
    expect(await db.credits(accountId, day(3))).toEqual([0, 0]);

    const small = await db.planOnSale({ credits: { amount: 100 } });
    await buy(db, small, { accountId, at: day(4) });
    expect(await db.credits(accountId, day(4))).toEqual([90, 0]);
  });

  it('stay as far as the plan that comes then includes them', async () => {
    const db = database();
    const { accountId, order, moneyId } = await boughtPlan(db);
    const given = await db.planOnSale({ credits: { amount: 200 } });
    await db.rows('select public.apply_plan_version(array[$1::uuid], $2, $3)', [
      accountId,
      given.versionId,
      day(1),
    ]);
    expect(await db.credits(accountId, day(1))).toEqual([490, 0]);
    await db.tell(refunded(moneyId, 2000), { at: day(2) });
    expect(await db.credits(accountId, day(2))).toEqual([190, 0]);
    expect(await takenTold(db, accountId, order.id)).toEqual([[0, 300]]);
  });

  it('that are held are let be, and those of other sources, too', async () => {
    const db = database();
    const { accountId, moneyId } = await boughtPlan(db);
    await db.rows('select * from public.reserve_credits($1, 40, null, null, $2, null, $3)', [
      accountId,
      '15 minutes',
      start,
    ]);
    await db.rows(`select * from public.grant_credits($1, 25, 'admin', 'gift', p_now => $2)`, [
      accountId,
      start,
    ]);
    await db.tell(refunded(moneyId, 2000));
    // What is held is owned, and not to be spent.
    expect(await db.credits(accountId)).toEqual([25, 0]);
    expect(
      await db.one('select balance, held, debt from public.credit_balances where account_id = $1', [
        accountId,
      ]),
    ).toEqual({ balance: 65, held: 40, debt: 0 });
  });
});
