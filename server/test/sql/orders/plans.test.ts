import { describe, expect, it } from '@jest/globals';
import { after, sqlstate, start } from '../../harness/metering/metering.ts';
import { disputed, refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const end = '2026-04-10T12:00:00.000Z';
const secondEnd = '2026-05-10T12:00:00.000Z';

/** The quota of calls that whoever looks finds at that instant. */
async function quota(db: OrdersDatabase, accountId: string, at = start): Promise<number> {
  const { quota: found } = await db.one<{ quota: number }>(
    `select (state).quota from public.check_user_quota($1, 'calls', 1, $2)`,
    [accountId, at],
  );
  return found;
}

/** Buys it at an instant, and returns the order and the id of the money. */
async function buy(
  db: OrdersDatabase,
  accountId: string,
  item: Parameters<OrdersDatabase['createOrder']>[1][0],
  at = start,
) {
  const order = await db.createOrder(accountId, [item], at);
  const { reference } = await db.openPage(accountId, order.id, 'sandbox', at);
  const moneyId = `of ${order.id}`;
  await db.tell(
    {
      type: 'payment_succeeded',
      reference,
      providerPaymentId: moneyId,
      amountMinor: order.amount_minor,
      taxMinor: 0,
      currency: order.currency,
    },
    { at },
  );
  expect((await db.order(accountId, order.id)).status).toBe('paid');
  return { order, moneyId };
}

describe('a plan that is bought', () => {
  it('holds from now to the end of its interval, then the default plan does, whoever looks first', async () => {
    const db = database();
    const { accountId } = await db.bought([await db.planOnSale()]);
    const last = after(end, { seconds: -1 });
    expect(await quota(db, accountId)).toBe(100);
    expect(await quota(db, accountId, last)).toBe(100);
    expect(await quota(db, accountId, end)).toBe(10);
    expect((await db.use(accountId, { amount: 11 }, end)).code).toBe('quota_exceeded');
    expect((await db.use(accountId, { amount: 10 }, end)).status).toBe('recorded');
  });

  it('ends by the job, too', async () => {
    const db = database();
    const { accountId } = await db.bought([await db.planOnSale()]);
    expect(await db.renew(end)).toContain(accountId);
    expect(
      await db.one('select plan_id from public.account_plans where account_id = $1', [accountId]),
    ).toEqual({
      plan_id: db.free.planId,
    });
  });

  it('by the year and for life', async () => {
    const db = database();
    const year = await db.bought([await db.planOnSale({ interval: 'year' })]);
    expect(await quota(db, year.accountId, '2027-03-10T11:59:59Z')).toBe(100);
    expect(await quota(db, year.accountId, '2027-03-10T12:00:00Z')).toBe(10);
    const plan = await db.planOnSale({ interval: 'lifetime' });
    const { accountId } = await db.bought([plan]);
    expect(await quota(db, accountId, '2027-12-10T12:00:00Z')).toBe(100);
    expect(await sqlstate(db.createOrder(accountId, [plan]))).toBe('MSCON');
  });

  it('is not sold with one for life in the same order: one of them could never be given', async () => {
    const db = database();
    const life = await db.planOnSale({ interval: 'lifetime' });
    const month = await db.planOnSale();
    const accountId = await db.buyer();
    for (const items of [
      [life, month],
      [month, life],
    ]) {
      expect(await sqlstate(db.createOrder(accountId, items))).toBe('MSCON');
    }
    const order = await db.createOrder(accountId, [life, await db.package()]);
    expect(order.amount_minor).toBe(3000);
  });

  it.each(['lifetime', 'month'] as const)(
    'by the %s, paid after one for life that was open beside it, is given back, and nothing of it is given',
    async (interval) => {
      const db = database();
      const accountId = await db.buyer();
      const life = await db.opened([await db.planOnSale({ interval: 'lifetime' })], { accountId });
      const items = [await db.planOnSale({ interval, quota: 70 }), await db.package()];
      const { order, payment, paid } = await db.opened(items, { accountId });
      // Else the plan for life would have ended the order.
      await db.tell({ type: 'payment_processing', reference: payment.reference });
      await db.tell(life.paid);
      expect(await db.tell(paid)).toBe('failed');
      expect(await db.order(accountId, order.id)).toMatchObject({
        status: 'paid',
        goods_error: expect.stringContaining('for life'),
      });
      const [refund] = await db.refunds(accountId, order.id);
      expect(refund).toMatchObject({ cause: 'surplus', amount_minor: 3000, state: 'requested' });
      // Tried again: it is asked for once.
      await db.rows('select public.settle_order($1, $2, $3)', [accountId, order.id, start]);
      expect(await db.refunds(accountId, order.id)).toHaveLength(1);
      await db.noteRefund(accountId, refund?.id ?? '', 'succeeded', { cumulative: 3000 });
      expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded', goods_due_at: null });
      expect(await db.credits(accountId)).toEqual([0, 0]);
      expect(await quota(db, accountId, '2027-12-10T12:00:00Z')).toBe(100);
    },
  );

  it('that can never begin is not due any more once its money is back, also where an admin leaves the goods', async () => {
    const db = database();
    const accountId = await db.buyer();
    const life = await db.opened([await db.planOnSale({ interval: 'lifetime' })], { accountId });
    const items = [await db.planOnSale({ interval: 'lifetime', quota: 70 }), await db.package()];
    const { order, payment, paid } = await db.opened(items, { accountId });
    await db.tell({ type: 'payment_processing', reference: payment.reference });
    await db.tell(life.paid);
    expect(await db.tell(paid)).toBe('failed');
    for (let turn = 0; turn < 5; turn += 1) {
      await db.noteRefund(accountId, (await db.refunds(accountId, order.id)).at(-1)?.id ?? '', 'failed');
    }
    const refund = await db.requestRefund(accountId, order.id, null, { goods: false });
    await db.noteRefund(accountId, refund.id, 'succeeded', { cumulative: 3000 });
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'refunded',
      goods_due_at: null,
      goods_error: null,
    });
    expect(await db.credits(accountId)).toEqual([0, 0]);
    // Nor is it given later, when it could be.
    await db.tell(refunded(String(life.paid['providerPaymentId']), 2000));
    expect(
      await db.rows('select public.settle_order($1, $2, $3) as is_done', [accountId, order.id, start]),
    ).toEqual([{ is_done: true }]);
    expect(await quota(db, accountId)).toBe(10);
    // The refund fails after all: the money is here again, and buys what it was for.
    await db.noteRefund(accountId, refund.id, 'failed', { cumulative: 0, askedAt: end, at: end });
    expect(await quota(db, accountId, end)).toBe(70);
    expect(await db.credits(accountId, end)).toEqual([1000, 0]);
  });

  it('can not be begun to pay any more once one for life runs', async () => {
    const db = database();
    const accountId = await db.buyer();
    const life = await db.opened([await db.planOnSale({ interval: 'lifetime' })], { accountId });
    const month = await db.createOrder(accountId, [await db.planOnSale()]);
    const credits = await db.createOrder(accountId, [await db.package()]);
    await db.tell(life.paid);
    expect(await db.openPayment(accountId, month.id)).toMatchObject({ result: 'not_payable' });
    expect(await db.openPayment(accountId, credits.id)).toMatchObject({ result: 'opened' });
  });

  it('two for life, paid at once: one is given, the other one goes back', async () => {
    const db = database();
    const accountId = await db.buyer();
    const plan = await db.planOnSale({ interval: 'lifetime' });
    const both = [await db.opened([plan], { accountId }), await db.opened([plan], { accountId })];
    await Promise.all(both.map(({ paid }) => db.tell(paid)));
    // On a busy machine one may have been held for too long.
    for (const { order } of [...both, ...both]) {
      await db.rows('select public.settle_order($1, $2, $3)', [accountId, order.id, start]);
    }
    const refunds = await Promise.all(both.map(({ order }) => db.refunds(accountId, order.id)));
    expect(refunds.map((of) => of.length).sort()).toEqual([0, 1]);
    expect(await quota(db, accountId)).toBe(100);
  });

  it('again before its end goes on from there; a refund of either ends that one only', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const other = await db.planOnSale({ quota: 70 });
    const accountId = await db.buyer();
    const first = await buy(db, accountId, plan);
    const second = await buy(db, accountId, other, after(start, { days: 5 }));
    expect(await quota(db, accountId, after(start, { days: 6 }))).toBe(100);
    expect(await quota(db, accountId, end)).toBe(70);
    const late = after(end, { days: 1 });
    await db.tell(refunded(first.moneyId, 2000), { at: late });
    expect(await quota(db, accountId, late)).toBe(70);
    await db.tell(refunded(second.moneyId, 2000), { at: late });
    expect(await quota(db, accountId, late)).toBe(10);
    expect(await quota(db, accountId, secondEnd)).toBe(10);
  });

  it('again, with credits in it, brings those of each month once', async () => {
    const db = database();
    const plan = await db.planOnSale({ credits: { amount: 100 } });
    const accountId = await db.buyer();
    await buy(db, accountId, plan);
    await buy(db, accountId, plan, after(start, { days: 5 }));
    const granted = async (at: string) => {
      await db.rows('select public.settle_credits($1, $2)', [accountId, at]);
      await quota(db, accountId, at);
      return db.rows(
        `select amount, expires_at from public.credit_lots
         where account_id = $1 and source = 'subscription' order by expires_at`,
        [accountId],
      );
    };
    const months = [end, secondEnd].map((until) => ({ amount: 100, expires_at: new Date(until) }));
    expect(await granted(after(end, { seconds: -1 }))).toEqual(months.slice(0, 1));
    expect(await granted(end)).toEqual(months);
    expect(await granted(secondEnd)).toEqual(months);
  });

  it('brings no credits after its end, though nobody has looked since it was queued', async () => {
    const db = database();
    const plan = await db.planOnSale({ credits: { amount: 100 } });
    const accountId = await db.buyer();
    for (const item of [await db.planOnSale(), plan]) await buy(db, accountId, item);
    const last = after(secondEnd, { seconds: -1 });
    await db.rows('select public.settle_credits($1, $2)', [accountId, last]);
    expect(await db.credits(accountId, last)).toEqual([100, 0]);
    for (const at of [secondEnd, after(secondEnd, { days: 40 })]) {
      expect(await db.credits(accountId, at)).toEqual([0, 0]);
    }
  });

  it('again, and the second given back, brings no credits after the first', async () => {
    const db = database();
    const plan = await db.planOnSale({ credits: { amount: 100 } });
    const accountId = await db.buyer();
    await buy(db, accountId, plan);
    const second = await buy(db, accountId, plan, after(start, { days: 5 }));
    await db.tell(refunded(second.moneyId, 2000), { at: after(start, { days: 6 }) });
    await db.rows('select public.settle_credits($1, $2)', [accountId, after(end, { days: 1 })]);
    expect(await db.credits(accountId)).toEqual([0, 0]);
  });

  it('whose first is given back does not begin its second early', async () => {
    const db = database();
    const accountId = await db.buyer();
    const first = await buy(db, accountId, await db.planOnSale());
    await buy(db, accountId, await db.planOnSale({ quota: 70 }));
    await db.tell(refunded(first.moneyId, 2000));
    expect(await quota(db, accountId)).toBe(10);
    expect(await quota(db, accountId, end)).toBe(70);
    expect(await quota(db, accountId, secondEnd)).toBe(10);
  });

  it('and the next one are both over for whoever looks only then', async () => {
    const db = database();
    const accountId = await db.buyer();
    await buy(db, accountId, await db.planOnSale());
    await buy(db, accountId, await db.planOnSale({ quota: 70 }));
    expect((await db.use(accountId, { amount: 11 }, secondEnd)).code).toBe('quota_exceeded');
    expect(await quota(db, accountId, secondEnd)).toBe(10);
  });

  it('ends with all of its money, not with a part, nor while a dispute is open', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.planOnSale()]);
    await db.tell(refunded(moneyId, 1999));
    await db.tell(disputed(moneyId, 'opened', 2000));
    expect(await quota(db, accountId)).toBe(100);
    await db.tell(disputed(moneyId, 'lost', 1, { at: after(start, { days: 1 }) }));
    expect(await quota(db, accountId)).toBe(10);
    expect((await db.order(accountId, order.id)).status).toBe('refunded');
    // The dispute is won after all: what is left of the time comes back.
    await db.tell(disputed(moneyId, 'won', 1, { at: after(start, { days: 2 }) }));
    expect(await quota(db, accountId)).toBe(100);
    expect(await quota(db, accountId, end)).toBe(10);
  });

  it('stays where an admin leaves the goods', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.planOnSale()]);
    const refund = await db.requestRefund(accountId, order.id, null, { goods: false });
    await db.noteRefund(accountId, refund.id, 'succeeded', { cumulative: 2000 });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded' });
    expect(await quota(db, accountId)).toBe(100);
  });

  it('keeps its version and its end, whatever is published meanwhile', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const { accountId } = await db.bought([plan]);
    const versionId = await db.publish(plan.planId, { calls: { quota: 500 } });
    await db.rows('select public.note_renewal(array[$1]::uuid[], $2, $3)', [accountId, versionId, start]);
    expect(await quota(db, accountId, end)).toBe(10);
    // The price of the version before is not on sale any more.
    expect(await sqlstate(db.createOrder(accountId, [plan]))).toBe('MSCON');
  });

  it('keeps its end where a new version is given at once, and loses it where an admin gives another plan', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const { accountId } = await db.bought([plan]);
    await db.applyPlan(accountId, await db.publish(plan.planId, { calls: { quota: 500 } }));
    expect(await quota(db, accountId)).toBe(500);
    expect(await quota(db, accountId, end)).toBe(10);
    const { accountId: moved, moneyId } = await db.bought([await db.planOnSale()]);
    await db.movePlan(moved, { calls: { quota: 7 } });
    expect(await quota(db, moved, end)).toBe(7);
    await db.tell(refunded(moneyId, 2000));
    expect(await quota(db, moved)).toBe(7);
  });

  it('tells the account’s history, and which plan of an admin it took the place of', async () => {
    const db = database();
    const accountId = await db.buyer();
    await db.movePlan(accountId, { calls: { quota: 500 } });
    const code = async () =>
      (
        await db.one<{ code: string }>(
          `select plan.code from public.plans as plan
           join public.account_plans as account_plan on account_plan.plan_id = plan.id
           where account_plan.account_id = $1`,
          [accountId],
        )
      ).code;
    const before = await code();
    const plan = await db.planOnSale();
    const { order } = await buy(db, accountId, plan);
    const present = await code();
    // What was bought before is not replaced, nor is the default plan.
    const { order: second } = await buy(db, accountId, await db.planOnSale({ quota: 70 }));
    const other = await db.bought([plan]);
    const lines = await db.rows(
      `select actor_kind, action, account_id, target, details - 'until' as details, at from public.audit_log
       where account_id in ($1, $2) order by account_id = $2, details ? 'begins'`,
      [accountId, other.accountId],
    );
    const line = { actor_kind: 'system', action: 'plan.bought', at: new Date(start) };
    const begins = expect.stringContaining(end.slice(0, 10));
    expect(lines).toEqual([
      { ...line, account_id: accountId, target: present, details: { before, orderId: order.id } },
      expect.objectContaining({
        account_id: accountId,
        details: { before: present, orderId: second.id, begins },
      }),
      expect.objectContaining({ account_id: other.accountId, target: present }),
    ]);
    expect(
      await db.rows(
        `select detail -> 'replaces' as replaces from public.order_timeline
         where account_id in ($1, $2) and kind = 'item_fulfilled' and detail ? 'replaces'`,
        [accountId, other.accountId],
      ),
    ).toEqual([{ replaces: before }]);
  });

  it('comes in its turn where an admin had given another plan before it was bought, not after', async () => {
    const db = database();
    const { accountId } = await db.bought([await db.planOnSale()]);
    await db.movePlan(accountId, { calls: { quota: 7 } });
    await buy(db, accountId, await db.planOnSale({ quota: 55 }), after(start, { seconds: 60 }));
    expect(await quota(db, accountId, after(end, { seconds: -1 }))).toBe(7);
    expect(await quota(db, accountId, end)).toBe(55);
    expect(await quota(db, accountId, secondEnd)).toBe(10);

    const { accountId: moved } = await db.bought([await db.planOnSale()]);
    await buy(db, moved, await db.planOnSale({ quota: 55 }));
    await db.movePlan(moved, { calls: { quota: 7 } });
    expect(await quota(db, moved, end)).toBe(7);
    expect(await quota(db, moved, secondEnd)).toBe(7);
  });
});
