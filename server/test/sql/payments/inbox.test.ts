import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { after, sqlstate, start } from '../../harness/metering/metering.ts';
import { disputed, refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

const event = (id: string) =>
  database().one<{
    state: string;
    reason: string | null;
    attempts: number;
    retry_at: Date;
    error: string | null;
  }>('select state, reason, attempts, retry_at, error from public.provider_events where id = $1', [id]);
const replay = (id: string, at = start) =>
  database().one('select public.replay_event($1, null, $2) as state', [id, at]);
const dismiss = (id: string) => database().one('select public.dismiss_event($1) as is_done', [id]);

describe('the inbox', () => {
  it('keeps each event once, by its id or the hash of its body, for ten who bring it at once', async () => {
    const db = database();
    const bring = (id: string | null, body: string) =>
      db.one<{ id: string; is_new: boolean }>(`select * from public.receive_event('stripe', $1, $2::bytea)`, [
        id,
        body,
      ]);
    const brought = await Promise.all(Array.from({ length: 10 }, () => bring('evt_1', 'a')));
    expect(new Set(brought.map(({ id }) => id)).size).toBe(1);
    expect(brought.filter(({ is_new: isNew }) => isNew)).toHaveLength(1);
    const one = await bring(null, 'body');
    expect(await bring(null, 'body')).toEqual({ id: one.id, is_new: false });
    expect((await bring(null, 'another body')).is_new).toBe(true);
    expect(
      (await db.one<{ id: string }>(`select id from public.receive_event('creem', 'evt_1', 'a'::bytea)`)).id,
    ).not.toBe(brought[0]?.id);
  });

  it('keeps what is not for us, without effect', async () => {
    const db = database();
    const { accountId, paid } = await db.opened([await db.package()]);
    const { id } = await db.one<{ id: string }>(
      `select id from public.receive_event('sandbox', $1, 'x'::bytea, p_commands => $2, p_mismatch => 'wrong_mode')`,
      [randomUUID(), JSON.stringify([paid])],
    );
    expect(await db.apply(id)).toBe('mismatch');
    expect(await db.credits(accountId)).toEqual([0, 0]);
    expect(await sqlstate(db.one('select public.attach_event($1, $2)', [id, accountId]))).toBe('MSCON');
    expect(await sqlstate(db.apply(accountId))).toBe('MSNOF');
  });

  it.each(['wrong_mode', 'wrong_app', 'wrong_merchant', 'wrong_seller'])(
    'money that went to somebody else (%s) buys nothing by a replay, nor once it was laid aside',
    async (reason) => {
      const db = database();
      const { accountId, order, paid } = await db.opened([await db.package()]);
      const { id } = await db.one<{ id: string }>(
        `select id from public.receive_event('sandbox', $1, 'x'::bytea, p_commands => $2, p_mismatch => $3)`,
        [randomUUID(), JSON.stringify([paid]), reason],
      );
      expect(await replay(id)).toEqual({ state: 'mismatch' });
      await db.one('select public.dismiss_event($1, $2)', [id, 'looked at']);
      expect(await replay(id)).toEqual({ state: 'dismissed' });
      const attached = db.one('select public.attach_event($1, $2, $3)', [id, accountId, order.id]);
      expect(await sqlstate(attached)).toBe('MSCON');
      expect(await event(id)).toMatchObject({ state: 'dismissed', reason });
      expect(await db.order(accountId, order.id)).toMatchObject({ status: 'pending' });
      expect(await db.credits(accountId)).toEqual([0, 0]);
    },
  );

  it('ignores what is of no use yet', async () => {
    const db = database();
    const { order, payment } = await db.opened([await db.package()]);
    const subscription = { type: 'subscription_paid', subscriptionId: 'sub', reference: payment.reference };
    const id = await db.receive([subscription]);
    expect(await db.apply(id)).toBe('ignored');
    expect(await replay(id)).toEqual({ state: 'ignored' });
    expect(await db.tell({ ...subscription, reference: undefined })).toBe('ignored');
    expect(await db.tell([])).toBe('ignored');
    expect(await db.statuses(order.id, order.id)).toEqual([]);
  });

  it('news of money that is not known waits, and wakes with it', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    const moneyId = String(paid['providerPaymentId']);
    const ids = [
      await db.receive([refunded(moneyId, 400)]),
      await db.receive([disputed(moneyId, 'opened', 100)]),
    ];
    for (const id of ids) expect(await db.apply(id)).toBe('orphan');
    expect(Number((await event(ids[0] ?? '')).retry_at)).toBeGreaterThan(Date.parse(start));
    await db.tell(paid);
    for (const id of ids) {
      expect((await event(id)).retry_at).toEqual(new Date(start));
      expect(await db.apply(id)).toBe('applied');
    }
    expect(await db.credits(accountId)).toEqual([500, 0]);
    expect(await db.order(accountId, order.id)).toMatchObject({ refunded_minor: 400 });
  });

  it('none is overlooked where money and news of it come at the same moment', async () => {
    const db = database();
    const item = await db.package();
    await Promise.all(
      Array.from({ length: 25 }, async () => {
        const { accountId, paid } = await db.opened([item]);
        const moneyId = String(paid['providerPaymentId']);
        const [money, news] = await Promise.all([db.receive([paid]), db.receive([refunded(moneyId, 400)])]);
        const [, state] = await Promise.all([db.apply(money), db.apply(news)]);
        if (state === 'orphan') {
          expect((await event(news)).retry_at).toEqual(new Date(start));
          expect(await db.apply(news)).toBe('applied');
        }
        expect(await db.credits(accountId)).toEqual([600, 0]);
      }),
    );
  });

  it('an orphan is asked about at growing intervals, and is dead after 30 days', async () => {
    const db = database();
    const id = await db.receive([refunded('nobody’s', 1)]);
    let wait = 0;
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await db.apply(id)).toBe('orphan');
      const { retry_at: retryAt, attempts } = await event(id);
      expect(attempts).toBe(attempt);
      expect(Number(retryAt) - Date.parse(start)).toBeGreaterThan(wait);
      wait = 5000 * 2 ** attempt * 0.6;
    }
    let at = start;
    while ((await db.apply(id, at)) === 'orphan') at = (await event(id)).retry_at.toISOString();
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(after(start, { days: 30 })));
    // Some a day at first, then one: others may have many at the same provider.
    expect((await event(id)).attempts).toBeLessThan(60);
    expect(await dismiss(id)).toEqual({ is_done: true });
    expect(await dismiss(id)).toEqual({ is_done: false });
    expect(await db.apply(id)).toBe('dismissed');
  });

  it('a grant that can’t be booked: paid and shown, given up after a day, and granted once by a replay', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    await db.rows(`select public.grant_credits($1, $2, 'admin', 'much', p_now => $3)`, [
      accountId,
      2 ** 53 - 1,
      start,
    ]);
    const id = await db.receive([paid]);
    expect(await db.apply(id)).toBe('failed');
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'paid',
      goods_due_at: new Date(after(start, { seconds: 5 })),
      goods_error: expect.stringContaining('MSINV'),
    });
    expect(await event(id)).toMatchObject({ reason: 'goods_due' });
    const later = after(start, { days: 1 });
    expect(await db.apply(id, later)).toBe('dead');
    await db.rows(`select public.revoke_credits($1, null, $2, p_now => $3)`, [accountId, 5000, later]);
    expect(await replay(id, later)).toEqual({ state: 'applied' });
    expect(await replay(id, later)).toEqual({ state: 'applied' });
    expect(await db.order(accountId, order.id)).toMatchObject({ goods_due_at: null, goods_error: null });
    expect(await db.credits(accountId, later)).toEqual([2 ** 53 - 1 - 4000, 0]);
  });

  it('goods that are not booked and whose money is gone are no longer due', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    await db.rows(`select public.grant_credits($1, $2, 'admin', 'much', p_now => $3)`, [
      accountId,
      2 ** 53 - 1,
      start,
    ]);
    expect(await db.tell(paid)).toBe('failed');
    expect(await db.tell(refunded(String(paid['providerPaymentId']), 1000))).toBe('applied');
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded', goods_due_at: null });
  });

  it('locked credits: the money’s truth stands, and the goods follow', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    const holder = await db.pool.connect();
    await holder.query('begin');
    await holder.query('select from public.credit_balances where account_id = $1 for update', [accountId]);
    const id = await db.receive([paid]);
    expect(await db.apply(id)).toBe('failed');
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'paid',
      goods_error: expect.stringContaining('55P03'),
    });
    await holder.query('rollback');
    holder.release();
    const { done } = await db.one<{ done: boolean }>('select public.settle_order($1, $2, $3) as done', [
      accountId,
      order.id,
      start,
    ]);
    expect(done).toBe(true);
    expect(await db.apply(id)).toBe('applied');
    expect(await db.credits(accountId)).toEqual([1000, 0]);
  });

  it('a locked order fails its own event after a second, and no other', async () => {
    const db = database();
    const item = await db.package();
    const one = await db.opened([item]);
    const two = await db.opened([item]);
    const holder = await db.pool.connect();
    await holder.query('begin');
    await holder.query('select from public.orders where account_id = $1 for update', [one.accountId]);
    const id = await db.receive([one.paid]);
    const [first, second] = await Promise.all([db.apply(id), db.tell(two.paid)]);
    expect([first, second]).toEqual(['failed', 'applied']);
    expect(await event(id)).toMatchObject({ reason: '55P03' });
    await holder.query('rollback');
    holder.release();
    expect(await db.apply(id)).toBe('applied');
  });

  it('a poisoned event fails alone', async () => {
    const db = database();
    const { accountId, payment, paid } = await db.opened([await db.package()]);
    const id = await db.receive([{ ...paid, taxMinor: -5 }]);
    expect(await db.apply(id)).toBe('failed');
    expect((await event(id)).error).toContain('amounts_are_sound');
    expect(await db.payments(accountId, (await orderOf(payment.payment_id)).id)).toMatchObject([
      { state: 'open' },
    ]);
    expect(await db.tell(paid)).toBe('applied');
    const unread = await db.one<{ id: string }>(
      `select id from public.receive_event('stripe', 'unread', ''::bytea)`,
    );
    expect(await db.apply(unread.id)).toBe('failed');
  });

  it('of two orders in one event does nothing', async () => {
    const db = database();
    const item = await db.package();
    const [one, two] = [await db.opened([item]), await db.opened([item])];
    expect(await db.tell([one.paid, two.paid])).toBe('mismatch');
    expect(await db.credits(one.accountId)).toEqual([0, 0]);
  });
});

const orderOf = (paymentId: string) =>
  database().one<{ id: string }>('select order_id as id from public.payments where id = $1', [paymentId]);

describe('an admin who attaches money', () => {
  const attach = async (id: string, accountId: string, orderId: string | null = null) => {
    const { state } = await database().one<{ state: string }>(
      `select public.attach_event($1, $2, $3, '{"kind": "user"}', $4) as state`,
      [id, accountId, orderId, start],
    );
    return state;
  };

  it('of another sum than was asked for gives the goods, once, also when told again', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    const id = await db.receive([{ ...paid, amountMinor: 900 }]);
    expect(await db.apply(id)).toBe('mismatch');
    expect((await event(id)).reason).toBe('wrong_amount');
    const twin = await db.receive([{ ...paid, amountMinor: 900 }]);
    expect(await db.apply(twin)).toBe('mismatch');
    expect(await Promise.all([attach(id, accountId, order.id), attach(id, accountId, order.id)])).toEqual([
      'applied',
      'applied',
    ]);
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'paid' });
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    const state = await db.fingerprint();
    // An event of the same money is attached, too; the callback comes again under another id; the event is replayed.
    expect(await attach(twin, accountId, order.id)).toBe('applied');
    expect(await db.tell({ ...paid, amountMinor: 900 })).toBe('applied');
    expect(await replay(id)).toEqual({ state: 'applied' });
    expect(await db.fingerprint()).toBe(state);
    // Refunds find it: half of what came takes half of the goods.
    await db.tell(refunded(String(paid['providerPaymentId']), 450));
    expect(await db.credits(accountId)).toEqual([500, 0]);
  });

  it('of nobody we know makes an order that holds it, and can be given back', async () => {
    const db = database();
    const accountId = await db.buyer();
    const moneyId = `orphan ${accountId}`;
    const paid = {
      type: 'payment_succeeded',
      reference: 'X'.repeat(24),
      providerPaymentId: moneyId,
      amountMinor: 777,
      taxMinor: 0,
      currency: 'USD',
    };
    const id = await db.receive([paid]);
    const late = await db.receive([paid]);
    const refund = await db.receive([refunded(moneyId, 77)]);
    for (const each of [id, late, refund]) expect(await db.apply(each)).toBe('orphan');
    expect(await attach(id, accountId)).toBe('applied');
    expect(await attach(id, accountId)).toBe('applied');
    for (const each of [late, refund]) expect(await db.apply(each)).toBe('applied');
    const orders = await db.rows<{ id: string }>('select id from public.orders where account_id = $1', [
      accountId,
    ]);
    expect(orders).toHaveLength(1);
    const orderId = orders[0]?.id ?? '';
    expect(await db.order(accountId, orderId)).toMatchObject({
      status: 'partially_refunded',
      amount_minor: 777,
      refunded_minor: 77,
    });
    expect(await db.requestRefund(accountId, orderId, null)).toMatchObject({ amount_minor: 700 });
  });

  it.each([
    ['currency', { currency: 'EUR' }, {}],
    ['mode', {}, { isTest: true }],
  ])('of another %s than the order’s is told so, and nothing changes', async (_, another, told) => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    const strange = { ...paid, ...another, reference: 'X'.repeat(24) };
    const id = await db.receive([strange], told);
    expect(await db.apply(id)).toBe('orphan');
    const state = await db.fingerprint();
    expect(await sqlstate(attach(id, accountId, order.id))).toBe('MSCON');
    expect(await db.fingerprint()).toBe(state);
    expect(await attach(id, accountId)).toBe('applied');
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'pending' });
  });

  it('names an account, an order of that account, and an event that brings money', async () => {
    const db = database();
    const { order } = await db.opened([await db.package()]);
    const accountId = await db.buyer();
    const id = await db.receive([
      {
        type: 'payment_succeeded',
        providerPaymentId: 'theirs',
        amountMinor: 5,
        taxMinor: 0,
        currency: 'USD',
      },
    ]);
    expect(await db.apply(id)).toBe('orphan');
    expect(await sqlstate(attach(id, accountId, order.id))).toBe('MSNOF');
    expect(await sqlstate(attach(id, randomUUID()))).toBe('MSAUN');
    expect(await sqlstate(attach(randomUUID(), accountId))).toBe('MSNOF');
    const news = await db.receive([refunded('theirs', 5)]);
    await db.apply(news);
    expect(await sqlstate(attach(news, accountId))).toBe('MSCON');
    expect((await event(id)).state).toBe('orphan');
  });
});
