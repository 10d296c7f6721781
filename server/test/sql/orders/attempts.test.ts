import { describe, expect, it } from '@jest/globals';
import { after, start } from '../../harness/metering/metering.ts';
import { paid as paidAt, refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

/** An order whose first page was closed on our side, and that has a second one open. */
async function twoAttempts() {
  const db = database();
  const opened = await db.opened([await db.package()]);
  const { accountId, order, payment } = opened;
  expect(await db.openPayment(accountId, order.id, 'stripe')).toMatchObject({
    result: 'blocked',
    payment_id: payment.payment_id,
    state: 'open',
  });
  expect(await db.answer(accountId, payment.payment_id, { kind: 'closed' })).toBe('closed');
  const second = await db.openPage(accountId, order.id, 'stripe');
  expect(second.reference).toBe(`${order.order_number}02`);
  return { db, ...opened, second, secondPaid: paidAt(second.reference, order) };
}

describe('attempts', () => {
  it('are one at a time, also for ten who ask at once', async () => {
    const db = database();
    const accountId = await db.buyer();
    const order = await db.createOrder(accountId, [await db.package()]);
    const results = await Promise.all(
      Array.from({ length: 10 }, () => db.openPayment(accountId, order.id, 'sandbox')),
    );
    expect(results.map(({ result }) => result).sort()).toEqual([...Array(9).fill('blocked'), 'opened']);
    expect(new Set(results.map(({ reference }) => reference)).size).toBe(1);
  });

  it.each([
    ['first', 'second'],
    ['second', 'first'],
  ])('both paid, the %s applied first: it buys, the other sum goes back', async (first) => {
    const { db, accountId, order, paid, secondPaid } = await twoAttempts();
    const one = { command: paid, provider: 'sandbox' };
    const two = { command: secondPaid, provider: 'stripe' };
    const [kept, surplus] = first === 'first' ? [one, two] : [two, one];
    await db.tell(kept.command, { provider: kept.provider });
    await db.tell(surplus.command, { provider: surplus.provider });
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    const roles = new Map(
      (await db.payments(accountId, order.id)).map((payment) => [payment.provider_payment_id, payment.role]),
    );
    expect(roles.get(String(kept.command['providerPaymentId']))).toBe('kept');
    expect(roles.get(String(surplus.command['providerPaymentId']))).toBe('surplus');
    const [refund] = await db.refunds(accountId, order.id);
    expect(refund).toMatchObject({ cause: 'surplus', amount_minor: 1000 });
    await db.noteRefund(accountId, refund?.id ?? '', 'succeeded', { cumulative: 1000 });
    // The order is as if nothing had been.
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'paid', refunded_minor: 0 });
    expect(await db.credits(accountId)).toEqual([1000, 0]);
  });

  it('both paid at the same moment: one buys, one goes back', async () => {
    const { db, accountId, order, paid, secondPaid } = await twoAttempts();
    const ids = await Promise.all([db.receive([paid]), db.receive([secondPaid], { provider: 'stripe' })]);
    await Promise.all(ids.map((id) => db.apply(id)));
    expect((await db.payments(accountId, order.id)).map(({ role }) => role).sort()).toEqual([
      'kept',
      'surplus',
    ]);
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    expect(await db.refunds(accountId, order.id)).toHaveLength(1);
  });

  it('one page paid twice: the second sum is a payment of its own, and goes back', async () => {
    const db = database();
    const { accountId, order, payment, paid } = await db.bought([await db.package()]);
    const again = { ...paid, providerPaymentId: 'a second sum' };
    expect(await db.tell(again)).toBe('applied');
    expect(await db.tell(again)).toBe('applied');
    expect(await db.payments(accountId, order.id)).toMatchObject([
      { attempt: 1, role: 'kept' },
      { attempt: 2, role: 'surplus', reference: payment.reference, provider_payment_id: 'a second sum' },
    ]);
    const [refund] = await db.refunds(accountId, order.id);
    expect(refund).toMatchObject({ cause: 'surplus', amount_minor: 1000 });
    expect(await db.credits(accountId)).toEqual([1000, 0]);

    // Whoever looks at the order hears when it has gone, too: its status says nothing of that.
    const heard = () =>
      db.rows(
        `select payload from public.outbox where topic = 'orders.updated' and payload ->> 'orderId' = $1 order by id`,
        [order.id],
      );
    const before = await heard();
    await db.noteRefund(accountId, refund?.id ?? '', 'succeeded');
    expect((await heard()).slice(before.length)).toEqual([
      { payload: { accountId, orderId: order.id, status: 'paid' } },
    ]);
  });

  it('end before their numbers do: what is paid twice at the last page still goes back', async () => {
    const db = database();
    const accountId = await db.buyer();
    const order = await db.createOrder(accountId, [await db.package()]);
    let last: string | undefined;
    for (;;) {
      const attempt = await db.openPage(accountId, order.id);
      if (attempt.result !== 'opened') break;
      last = attempt.reference;
      await db.answer(accountId, attempt.payment_id, { kind: 'closed' });
    }
    const command = paidAt(last ?? '', order);
    expect(await db.tell(command)).toBe('applied');
    expect(await db.tell({ ...command, providerPaymentId: 'a sum after the last' })).toBe('applied');
    expect(await db.refunds(accountId, order.id)).toMatchObject([{ cause: 'surplus', amount_minor: 1000 }]);
  });

  it('the end of one says nothing of another', async () => {
    const { db, accountId, order, payment, secondPaid } = await twoAttempts();
    await db.tell(secondPaid, { provider: 'stripe' });
    await db.tell({ type: 'payment_expired', reference: payment.reference });
    await db.tell({ type: 'payment_failed', reference: payment.reference, final: true });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'paid' });
    expect(await db.payments(accountId, order.id)).toMatchObject([
      { state: 'failed' },
      { state: 'succeeded' },
    ]);
  });

  it('end alike in whatever order their news comes', async () => {
    const db = database();
    const item = await db.package();
    const news = ['payment_processing', 'payment_expired', 'payment_failed'];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [2, 0, 1],
    ]) {
      const { accountId, order: made, payment } = await db.opened([item]);
      for (const index of order) {
        await db.tell({ type: news[index] ?? '', reference: payment.reference, final: true });
      }
      expect(await db.payments(accountId, made.id)).toMatchObject([{ state: 'failed' }]);
      expect(await db.order(accountId, made.id)).toMatchObject({ status: 'failed' });
    }
  });

  it('a slow answer finds what became of the attempt, and its page is kept for whoever closes it', async () => {
    const db = database();
    const accountId = await db.buyer();
    const order = await db.createOrder(accountId, [await db.package()]);
    const first = await db.openPayment(accountId, order.id);
    expect(await db.answer(accountId, first.payment_id, { kind: 'closed' })).toBe('closed');
    expect(await db.answer(accountId, first.payment_id, { kind: 'page', checkoutId: 'slow' })).toBe('closed');
    const second = await db.openPayment(accountId, order.id);
    expect(await db.answer(accountId, second.payment_id, { kind: 'refused', code: 'card' })).toBe('failed');
    const third = await db.openPayment(accountId, order.id);
    await db.tell(paidAt(third.reference, order));
    for (const answer of [{ kind: 'page', checkoutId: 'late' }, { kind: 'closed' }]) {
      expect(await db.answer(accountId, third.payment_id, answer)).toBe('succeeded');
    }
    expect(await db.payments(accountId, order.id)).toMatchObject([
      { state: 'closed', checkout_id: 'slow' },
      { state: 'failed' },
      { state: 'succeeded', checkout_id: 'late' },
    ]);
  });

  it('a page that comes after the order was cancelled is handed out to nobody', async () => {
    const db = database();
    const accountId = await db.buyer();
    const order = await db.createOrder(accountId, [await db.package()]);
    const { payment_id: id } = await db.openPayment(accountId, order.id);
    await db.endOrder(accountId, order.id, 'cancelled');
    expect(await db.answer(accountId, id, { kind: 'page', checkoutId: 'late' })).toBe('closed');
    expect(await db.payments(accountId, order.id)).toMatchObject([{ checkout_id: 'late' }]);
  });

  it('a surplus that the provider refuses to take is asked five times, then it is the admin’s', async () => {
    const db = database();
    const { accountId, order, paid } = await db.bought([await db.package()]);
    await db.tell({ ...paid, providerPaymentId: 'surplus' });
    let at = start;
    for (let refusal = 1; refusal <= 5; refusal += 1) {
      const [refund, ...others] = (await db.refunds(accountId, order.id)).filter(
        ({ state }) => state === 'requested',
      );
      expect(others).toEqual([]);
      expect(Number(refund?.send_at)).toBeGreaterThanOrEqual(Date.parse(at));
      at = after(at, { hours: 6 });
      await db.noteRefund(accountId, refund?.id ?? '', 'failed', { at });
    }
    const states = async () => (await db.refunds(accountId, order.id)).map(({ state }) => state);
    expect(await states()).toEqual(Array(5).fill('failed'));
    const told = await db.rows(
      `select from public.order_timeline where order_id = $1 and kind = 'surplus_refused'`,
      [order.id],
    );
    expect(told).toHaveLength(1);
    // Something has changed: it is asked for what is left.
    await db.tell(refunded('surplus', 400), { at });
    expect((await db.refunds(accountId, order.id)).at(-1)).toMatchObject({
      amount_minor: 600,
      state: 'requested',
    });
  });
});
