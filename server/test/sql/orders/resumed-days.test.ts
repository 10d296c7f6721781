import { expect, it } from '@jest/globals';
import { after, start } from '../../harness/metering/metering.ts';
import { disputed, paid } from '../../harness/orders/commands.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const days = (count: number) => after(start, { hours: 24 * count });

/** When the account's packages end, those that run or will at an instant. */
async function ends(db: OrdersDatabase, accountId: string, at: string): Promise<string[]> {
  const rows = await db.rows<{ ends_at: Date }>(
    `select term.ends_at from public.user_package_terms as term
     where term.account_id = $1 and term.ended_at is null and term.ends_at > $2 order by term.starts_at`,
    [accountId, at],
  );
  return rows.map(({ ends_at: end }) => end.toISOString());
}

/** A package of 30 days with 10 credits a day that was paid and given back whole two days later. */
async function givenBack() {
  const db = database();
  const item = await db.package({ daily: 10 });
  const { accountId, order, moneyId } = await db.bought([item]);
  const [end] = await ends(db, accountId, start);
  const refund = await db.requestRefund(accountId, order.id, null, { at: days(2) });
  expect(await db.noteRefund(accountId, refund.id, 'succeeded', { cumulative: 1000, at: days(2) })).toBe(
    'succeeded',
  );
  expect(await ends(db, accountId, days(2))).toEqual([]);
  const fail = (at: string) =>
    db.noteRefund(accountId, refund.id, 'failed', { cumulative: 0, askedAt: at, at });
  return { db, item, accountId, order, moneyId, end, fail };
}

it('a refund that fails after all brings back the days of a package, with its credits', async () => {
  const { db, accountId, end, fail } = await givenBack();
  expect(await fail(days(3))).toBe('failed');
  expect(await ends(db, accountId, days(3))).toEqual([end]);
  expect((await db.credits(accountId, days(3)))[0]).toBe(1_010);
  expect((await db.credits(accountId, days(4)))[0]).toBe(1_010);
  // Its end is what it was.
  expect(await db.credits(accountId, days(31))).toEqual([0, 0]);
});

it('so does a dispute that is won after it was lost', async () => {
  const db = database();
  const { accountId, moneyId } = await db.bought([await db.package()]);
  const all = await ends(db, accountId, start);
  await db.tell(disputed(moneyId, 'lost', 1000, { at: days(1) }), { at: days(1) });
  expect(await ends(db, accountId, days(1))).toEqual([]);
  await db.tell(disputed(moneyId, 'won', 1000, { at: days(2) }), { at: days(2) });
  expect(await ends(db, accountId, days(2))).toEqual(all);
  expect(await db.credits(accountId, days(2))).toEqual([1_000, 0]);
});

it('days whose place another purchase has taken, or whose end is past, do not come back; credits do', async () => {
  for (const at of [days(3), days(31)]) {
    const { db, item, accountId, fail } = await givenBack();
    const isPast = at === days(31);
    if (!isPast) {
      const again = await db.createOrder(accountId, [item], days(2));
      const { reference } = await db.openPage(accountId, again.id, 'sandbox', days(2));
      await db.tell(paid(reference, again), { at: days(2) });
    }
    const before = await ends(db, accountId, at);
    const [credits] = await db.credits(accountId, at);
    expect(await fail(at)).toBe('failed');
    expect(await ends(db, accountId, at)).toEqual(before);
    expect((await db.credits(accountId, at))[0]).toBe(credits + 1_000);
  }
});

it('the days of one of two terms come back where it was the last', async () => {
  const db = database();
  const item = await db.package();
  const { accountId } = await db.bought([item]);
  const again = await db.createOrder(accountId, [item]);
  const { reference } = await db.openPage(accountId, again.id);
  const moneyId = `of ${again.id}`;
  await db.tell(paid(reference, again, { providerPaymentId: moneyId }));
  const all = await ends(db, accountId, start);
  expect(all).toHaveLength(2);
  await db.tell(disputed(moneyId, 'lost', 1000, { at: days(1) }), { at: days(1) });
  expect(await ends(db, accountId, days(1))).toEqual(all.slice(0, 1));
  await db.tell(disputed(moneyId, 'won', 1000, { at: days(2) }), { at: days(2) });
  expect(await ends(db, accountId, days(2))).toEqual(all);
});

it('a refund tells beforehand until when later days of the package then last, as these move up', async () => {
  const db = database();
  const item = await db.package();
  const { accountId, order } = await db.bought([item]);
  const later = await db.createOrder(accountId, [item]);
  const { reference } = await db.openPage(accountId, later.id);
  await db.tell(paid(reference, later));
  const thenUntil = async (orderId: string, amount: number | null, at = days(2)) => {
    const { plan } = await db.one('select public.plan_refund($1, $2, $3, true, p_now => $4) as plan', [
      accountId,
      orderId,
      amount,
      at,
    ]);
    const [{ thenUntil: end }] = plan.items;
    return end === null ? null : new Date(end).toISOString();
  };
  // The second one's 30 days from now on, where the first, which runs, goes.
  expect(await thenUntil(order.id, null)).toBe(days(32));
  // Neither a part, nor the last of them moves another.
  expect(await thenUntil(order.id, 100)).toBeNull();
  expect(await thenUntil(later.id, null)).toBeNull();
  // Nor does one that is over.
  expect(await thenUntil(order.id, null, days(35))).toBeNull();
  // One that has not begun moves those after it, too.
  const last = await db.createOrder(accountId, [item]);
  const { reference: third } = await db.openPage(accountId, last.id);
  await db.tell(paid(third, last));
  expect(await thenUntil(later.id, null)).toBe(days(60));
});
