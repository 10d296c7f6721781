import { describe, expect, it } from '@jest/globals';
import { rounds } from '../../harness/load/load.ts';
import { after, start } from '../../harness/metering/metering.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const later = after(start, { hours: 1 });

/** What must have become of money that bought nothing: all of it asked back, and `refunded` once it is. */
async function isGivenBack(
  db: OrdersDatabase,
  accountId: string,
  orderId: string,
  at = later,
): Promise<void> {
  expect(await db.order(accountId, orderId)).toMatchObject({ status: 'needs_review', kept_payment_id: null });
  expect(await db.credits(accountId, at)).toEqual([0, 0]);
  const [refund] = await db.refunds(accountId, orderId);
  expect(refund).toMatchObject({ cause: 'surplus', amount_minor: 1000, state: 'requested' });
  expect(await db.noteRefund(accountId, refund?.id ?? '', 'succeeded', { at })).toBe('succeeded');
  expect(await db.order(accountId, orderId)).toMatchObject({ status: 'refunded', refunded_minor: 1000 });
}

describe('money and the end of an order', () => {
  it.each(['cancelled', 'expired'])('paid first: the order is not %s', async (status) => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package()]);
    expect(await db.endOrder(accountId, order.id, status, later)).toBe('paid');
  });

  it.each(['cancelled', 'expired'])(
    '%s first: reviewed, and given, while the offer stands',
    async (status) => {
      const db = database();
      const { accountId, order, paid } = await db.opened([await db.package()]);
      expect(await db.endOrder(accountId, order.id, status, later)).toBe(status);
      expect((await db.openPayment(accountId, order.id, 'sandbox', later)).result).toBe('not_payable');
      expect(await db.tell(paid, { at: later })).toBe('applied');
      expect(await db.statuses(accountId, order.id)).toEqual(['pending', status, 'needs_review', 'paid']);
      expect(await db.credits(accountId, later)).toEqual([1000, 0]);
    },
  );

  it.each(['cancelled', 'expired'])('at the same moment as it is %s, ends given', async (status) => {
    const db = database();
    const item = await db.package();
    await Promise.all(
      Array.from({ length: rounds(12) }, async () => {
        const { accountId, order, paid } = await db.opened([item]);
        const eventId = await db.receive([paid], { at: later });
        await Promise.all([db.endOrder(accountId, order.id, status, later), db.apply(eventId, later)]);
        expect((await db.order(accountId, order.id)).status).toBe('paid');
        expect(await db.credits(accountId, later)).toEqual([1000, 0]);
      }),
    );
  });

  it('does not expire before its time, nor while money is on its way', async () => {
    const db = database();
    const { accountId, order, payment } = await db.opened([await db.package()]);
    expect(await db.endOrder(accountId, order.id, 'expired', after(start, { seconds: 1799 }))).toBe(
      'pending',
    );
    await db.tell({ type: 'payment_processing', reference: payment.reference });
    expect(await db.endOrder(accountId, order.id, 'expired', later)).toBe('pending');
    expect((await db.openPayment(accountId, order.id, 'sandbox', later)).result).toBe('processing');
    // Another try is not needed once it has failed, and the order has expired by then.
    await db.tell({ type: 'payment_expired', reference: payment.reference });
    expect(await db.openPayment(accountId, order.id, 'sandbox', later)).toMatchObject({
      result: 'not_payable',
      status: 'expired',
    });
  });

  it('fails for good by the last word about the last attempt only', async () => {
    const db = database();
    const { accountId, order, payment, paid } = await db.opened([await db.package()]);
    const failed = { type: 'payment_failed', reference: payment.reference };
    await db.tell({ ...failed, final: false });
    expect(await db.payments(accountId, order.id)).toMatchObject([{ state: 'open' }]);
    await db.tell({ ...failed, final: true });
    expect((await db.order(accountId, order.id)).status).toBe('failed');
    // Money beats failure, and a failure told later changes nothing.
    await db.tell(paid);
    await db.tell({ ...failed, final: true });
    expect((await db.order(accountId, order.id)).status).toBe('paid');
  });

  it('a failure of an older attempt leaves the order to the newer one', async () => {
    const db = database();
    const { accountId, order, payment } = await db.opened([await db.package()]);
    await db.answer(accountId, payment.payment_id, { kind: 'closed' });
    const second = await db.openPage(accountId, order.id);
    await db.tell({ type: 'payment_failed', reference: payment.reference, final: true });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'pending' });
    await db.tell({ type: 'payment_expired', reference: second.reference });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'pending' });
    await db.tell({ type: 'payment_failed', reference: second.reference, final: true });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'failed' });
  });
});

describe('money that comes late', () => {
  async function expired() {
    const db = database();
    const item = await db.package();
    const opened = await db.opened([item]);
    await db.endOrder(opened.accountId, opened.order.id, 'expired', later);
    return { db, item, ...opened };
  }

  it('goes back where the account is closed, before or after the order has ended', async () => {
    for (const hasEnded of [true, false]) {
      const db = database();
      const { accountId, order, paid } = await db.opened([await db.package()]);
      if (hasEnded) await db.endOrder(accountId, order.id, 'expired', later);
      await db.rows('update public.accounts set closed_at = $2 where id = $1', [accountId, later]);
      await db.tell(paid, { at: later });
      await isGivenBack(db, accountId, order.id);
    }
  });

  it('goes back where the product is archived', async () => {
    const { db, item, accountId, order, paid } = await expired();
    await db.rows(`update public.packages set status = 'archived' where id = $1`, [item.productId]);
    await db.tell(paid, { at: later });
    await isGivenBack(db, accountId, order.id);
  });

  it('goes back after seven days, and not an instant before', async () => {
    const one = await expired();
    const end = after(later, { days: 7 });
    await one.db.tell(one.paid, { at: end });
    await isGivenBack(one.db, one.accountId, one.order.id, end);
    const two = await expired();
    await two.db.tell(two.paid, { at: after(end, { seconds: -1 }) });
    expect((await two.db.order(two.accountId, two.order.id)).status).toBe('paid');
  });

  it('goes back where the product was bought again since, not before', async () => {
    const { db, item, accountId, order, paid } = await expired();
    const again = await db.createOrder(accountId, [item], later);
    const payment = await db.openPage(accountId, again.id, 'sandbox', later);
    const second = {
      ...paid,
      reference: payment.reference,
      providerPaymentId: `of ${again.id}`,
    };
    await db.tell(second, { at: later });
    await db.tell(paid, { at: later });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'needs_review' });
    expect(await db.credits(accountId, later)).toEqual([1000, 0]);

    const before = await db.bought([item]);
    const other = await db.createOrder(before.accountId, [item]);
    const page = await db.openPage(before.accountId, other.id);
    await db.endOrder(before.accountId, other.id, 'cancelled', later);
    await db.tell(
      { ...paid, reference: page.reference, providerPaymentId: `late of ${other.id}` },
      { at: later },
    );
    expect(await db.credits(before.accountId, later)).toEqual([2000, 0]);
  });

  it('of two that come at the same moment one buys', async () => {
    const { db, item, accountId, order, paid } = await expired();
    const other = await db.createOrder(accountId, [item]);
    const page = await db.openPage(accountId, other.id);
    await db.endOrder(accountId, other.id, 'cancelled', later);
    const events = await Promise.all([
      db.receive([paid], { at: later }),
      db.receive([{ ...paid, reference: page.reference, providerPaymentId: `of ${other.id}` }], {
        at: later,
      }),
    ]);
    await Promise.all(events.map((id) => db.apply(id, later)));
    const statuses = await Promise.all(
      [order, other].map(async ({ id }) => (await db.order(accountId, id)).status),
    );
    expect(statuses.sort()).toEqual(['needs_review', 'paid']);
    expect(await db.credits(accountId, later)).toEqual([1000, 0]);
  });

  it('goes back where a plan runs that it would double', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const other = await db.planOnSale();
    const { accountId, order, paid } = await db.opened([plan]);
    await db.endOrder(accountId, order.id, 'cancelled');
    const bought = await db.createOrder(accountId, [other]);
    const page = await db.openPage(accountId, bought.id);
    await db.tell({ ...paid, reference: page.reference, providerPaymentId: `of ${bought.id}` });
    await db.tell(paid);
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'needs_review' });
    expect(await db.refunds(accountId, order.id)).toMatchObject([{ amount_minor: 2000 }]);
  });
});
