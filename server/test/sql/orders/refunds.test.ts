import { describe, expect, it } from '@jest/globals';
import { after, sqlstate, start } from '../../harness/metering/metering.ts';
import { disputed, refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

describe('a refund', () => {
  it('by cumulative sums takes 300, nothing, 400 of 1,000, then a dispute at most the rest', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.rows(`select public.grant_credits($1, 50, 'admin', 'elsewhere', p_now => $2)`, [
      accountId,
      start,
    ]);
    const left: number[] = [];
    for (const command of [
      refunded(moneyId, 300),
      refunded(moneyId, 300),
      refunded(moneyId, 700),
      refunded(moneyId, 300),
      disputed(moneyId, 'opened', 1000),
    ]) {
      await db.tell(command);
      left.push((await db.credits(accountId))[0]);
    }
    expect(left).toEqual([750, 750, 350, 350, 50]);
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'partially_refunded',
      refunded_minor: 700,
    });
  });

  it('of spent credits leaves debt, beside what was bought elsewhere', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.rows(`select * from public.consume_credits($1, '[{"amount": 900}]', $2)`, [accountId, start]);
    await db.rows(`select public.grant_credits($1, 500, 'admin', 'elsewhere', p_now => $2)`, [
      accountId,
      start,
    ]);
    await db.tell(refunded(moneyId, 1000));
    expect(await db.credits(accountId)).toEqual([500, 900]);
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded', refunded_minor: 1000 });
  });

  it('is reckoned in the provider’s money, and shown in ours', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    await db.tell({ ...paid, taxMinor: 210 });
    await db.tell(refunded(String(paid['providerPaymentId']), 605));
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'partially_refunded',
      refunded_minor: 500,
    });
    expect(await db.credits(accountId)).toEqual([500, 0]);
  });

  it('by an admin takes the goods at once, or leaves them', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package()]);
    const kept = await db.requestRefund(accountId, order.id, 200, { goods: false });
    expect(kept.refund_number).toBe(`${order.order_number}R001`);
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    await db.noteRefund(accountId, kept.id, 'succeeded', { cumulative: 200 });
    const taken = await db.requestRefund(accountId, order.id, 300);
    expect(await db.credits(accountId)).toEqual([700, 0]);
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'partially_refunded',
      refunded_minor: 200,
    });
    await db.noteRefund(accountId, taken.id, 'pending');
    await db.noteRefund(accountId, taken.id, 'succeeded', { cumulative: 500 });
    expect(await db.order(accountId, order.id)).toMatchObject({ refunded_minor: 500 });
    expect(await sqlstate(db.requestRefund(accountId, order.id, 501))).toBe('MSREX');
    expect(await sqlstate(db.requestRefund(accountId, order.id, 0))).toBe('MSINV');
    expect(await db.requestRefund(accountId, order.id, null)).toMatchObject({ amount_minor: 500 });
    expect(await db.credits(accountId)).toEqual([200, 0]);
    expect(await sqlstate(db.requestRefund(accountId, order.id, null))).toBe('MSREX');
  });

  it('of an account that was closed since goes on as ever', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.rows('update public.accounts set closed_at = $2 where id = $1', [accountId, start]);
    await db.tell(refunded(moneyId, 300));
    await db.requestRefund(accountId, order.id, 200);
    expect(await db.credits(accountId)).toEqual([500, 0]);
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'partially_refunded',
      refunded_minor: 300,
    });
  });

  it('ten at once never go past what came', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package()]);
    const codes = await Promise.all(
      Array.from({ length: 10 }, () => sqlstate(db.requestRefund(accountId, order.id, 300))),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(3);
    expect(codes.filter((code) => code === 'MSREX')).toHaveLength(7);
    expect(await db.credits(accountId)).toEqual([100, 0]);
  });

  it('that fails after it was pending gives the goods back', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package()]);
    const refund = await db.requestRefund(accountId, order.id, 600);
    await db.noteRefund(accountId, refund.id, 'pending');
    expect(await db.credits(accountId)).toEqual([400, 0]);
    expect(await db.noteRefund(accountId, refund.id, 'failed')).toBe('failed');
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    // Its callback comes late all the same: money is what counts.
    expect(await db.noteRefund(accountId, refund.id, 'pending')).toBe('failed');
    expect(await db.noteRefund(accountId, refund.id, 'succeeded')).toBe('succeeded');
    expect(await db.credits(accountId)).toEqual([400, 0]);
  });

  it('whose sum was told while it was pending is no longer counted once the provider says that it failed', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.tell(refunded(moneyId, 300));
    const refund = await db.requestRefund(accountId, order.id, 500);
    await db.noteRefund(accountId, refund.id, 'pending', { cumulative: 800 });
    expect(await db.credits(accountId)).toEqual([200, 0]);
    const told = (state: string, cumulative: number) =>
      db.tell({
        ...refunded(moneyId, cumulative),
        refunds: [
          {
            refundNumber: refund.refund_number,
            providerRefundId: `re ${refund.id}`,
            amountMinor: 500,
            state,
          },
        ],
      });
    await told('failed', 300);
    expect(await db.credits(accountId)).toEqual([700, 0]);
    expect(await db.order(accountId, order.id)).toMatchObject({ refunded_minor: 300 });
    // What was read before that, or is told twice, says nothing new.
    for (const [state, cumulative] of [
      ['pending', 800],
      ['failed', 300],
    ] as const) {
      await told(state, cumulative);
      expect(await db.credits(accountId)).toEqual([700, 0]);
    }
    const again = await db.requestRefund(accountId, order.id, null);
    expect(again).toMatchObject({ amount_minor: 700 });
  });

  it('in flight and its callback count once, whichever comes first', async () => {
    for (const isAnswerFirst of [true, false]) {
      const db = database();
      const { accountId, order, moneyId } = await db.bought([await db.package()]);
      const refund = await db.requestRefund(accountId, order.id, 400);
      const callback = () =>
        db.tell({
          ...refunded(moneyId, 400),
          refunds: [
            {
              refundNumber: refund.refund_number,
              providerRefundId: `re ${refund.id}`,
              amountMinor: 400,
              state: 'succeeded',
            },
          ],
        });
      const answer = () => db.noteRefund(accountId, refund.id, 'succeeded', { cumulative: 400 });
      for (const step of isAnswerFirst ? [answer, callback] : [callback, answer]) {
        await step();
        expect(await db.credits(accountId)).toEqual([600, 0]);
      }
      expect(await db.order(accountId, order.id)).toMatchObject({ refunded_minor: 400 });
    }
  });

  it('without a sum is the sum of distinct refunds that succeeded', async () => {
    const db = database();
    const { accountId, moneyId } = await db.bought([await db.package()]);
    const told = (id: string, amountMinor: number, state: string) =>
      db.tell({
        type: 'refund_changed',
        providerPaymentId: moneyId,
        refunds: [{ providerRefundId: id, amountMinor, state }],
      });
    await told('one', 100, 'pending');
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    await told('one', 100, 'succeeded');
    await told('two', 250, 'succeeded');
    await told('one', 100, 'succeeded');
    await told('one', 100, 'pending');
    expect(await db.credits(accountId)).toEqual([650, 0]);
  });

  it('at the provider’s panel counts with ours: what the provider says holds', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.tell(refunded(moneyId, 800));
    expect(await sqlstate(db.requestRefund(accountId, order.id, 201))).toBe('MSREX');
    const ours = await db.requestRefund(accountId, order.id, 200);
    // Not a part of what had gone back before.
    expect(await db.credits(accountId)).toEqual([0, 0]);
    expect(await sqlstate(db.requestRefund(accountId, order.id, 1))).toBe('MSREX');
    await db.noteRefund(accountId, ours.id, 'succeeded', { cumulative: 1000 });
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded', refunded_minor: 1000 });
    expect(await db.credits(accountId)).toEqual([0, 0]);
  });

  it('sums fall by an answer that was asked for later, and by nothing else', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    const refund = await db.requestRefund(accountId, order.id, 500);
    await db.noteRefund(accountId, refund.id, 'succeeded', { cumulative: 500 });
    await db.tell(refunded(moneyId, 100));
    for (const askedAt of [undefined, after(start, { days: -1 })]) {
      const answer = { cumulative: 0, ...(askedAt && { askedAt }) };
      expect(await db.noteRefund(accountId, refund.id, 'failed', answer)).toBe('succeeded');
    }
    expect(await db.credits(accountId)).toEqual([500, 0]);
    const later = after(start, { days: 1 });
    expect(
      await db.noteRefund(accountId, refund.id, 'failed', { cumulative: 0, askedAt: later, at: later }),
    ).toBe('failed');
    expect(await db.credits(accountId, later)).toEqual([1000, 0]);
    // The status does not go back.
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'partially_refunded',
      refunded_minor: 0,
    });
  });

  it('that failed since is not counted again by an answer that was asked for before that', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    const minute = (minutes: number) => after(start, { seconds: 60 * minutes });
    const refund = await db.requestRefund(accountId, order.id, 400);
    await db.noteRefund(accountId, refund.id, 'pending', { cumulative: 400, askedAt: minute(1) });
    const failed = { providerRefundId: 're 1', refundNumber: refund.refund_number, amountMinor: 400 };
    await db.tell({ ...refunded(moneyId, 0), refunds: [{ ...failed, state: 'failed' }] }, { at: minute(3) });
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    // It was read while the first one was still on its way.
    const other = await db.requestRefund(accountId, order.id, 100);
    const late = { cumulative: 500, askedAt: minute(2), at: minute(4) };
    await db.noteRefund(accountId, other.id, 'succeeded', late);
    expect(await db.credits(accountId, minute(4))).toEqual([900, 0]);
    expect(await db.order(accountId, order.id)).toMatchObject({ refunded_minor: 100 });
    await db.noteRefund(accountId, other.id, 'succeeded', { cumulative: 100, askedAt: minute(5) });
    expect(await db.credits(accountId, minute(5))).toEqual([900, 0]);
  });

  it('undone in part gives nothing back where less could be taken, as an admin has taken the rest', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package()]);
    await db.rows(`select * from public.consume_credits($1, '[{"amount": 300}]', $2)`, [accountId, start]);
    await db.rows('select public.revoke_credits($1, null, 200, p_now => $2)', [accountId, start]);
    const late = after(start, { days: 31 });
    // Of the lot 500 have expired: what the two ask for goes as far as what was spent.
    await db.requestRefund(accountId, order.id, 300, { at: late });
    const other = await db.requestRefund(accountId, order.id, 200, { at: late });
    expect(await db.credits(accountId, late)).toEqual([0, 300]);
    await db.noteRefund(accountId, other.id, 'pending', { at: late });
    await db.noteRefund(accountId, other.id, 'failed', { at: late });
    expect(await db.credits(accountId, late)).toEqual([0, 300]);
  });

  it('is previewed by what will act, and nothing of that stays', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package(), await db.planOnSale()]);
    await db.rows(`select * from public.consume_credits($1, '[{"amount": 900}]', $2)`, [accountId, start]);
    const before = await db.fingerprint();
    const plan = (amount: number | null, goods: boolean) =>
      db.one('select public.plan_refund($1, $2, $3, $4, p_now => $5) as plan', [
        accountId,
        order.id,
        amount,
        goods,
        start,
      ]);
    const units = (taken: number, debt: number) =>
      expect.objectContaining({ takenUnits: taken, newDebt: debt, ends: taken === 1000 });
    expect(await plan(1500, true)).toMatchObject({
      plan: { amountMinor: 1500, leftMinor: 1500, status: 'partially_refunded', goodsError: null },
    });
    expect(await plan(1500, true)).toMatchObject({
      plan: { items: expect.arrayContaining([units(500, 400), units(0, 0)]) },
    });
    expect(await plan(null, true)).toMatchObject({
      plan: {
        amountMinor: 3000,
        status: 'refunded',
        items: expect.arrayContaining([
          units(1000, 900),
          expect.objectContaining({ takenUnits: 0, newDebt: 0, ends: true }),
        ]),
      },
    });
    expect(await plan(1, true)).toMatchObject({
      plan: { items: expect.arrayContaining([expect.objectContaining({ spentUnits: 900 })]) },
    });
    expect(await plan(null, false)).toMatchObject({
      plan: { items: expect.arrayContaining([units(0, 0)]) },
    });
    expect(await sqlstate(plan(3001, true))).toBe('MSREX');
    expect(await db.fingerprint()).toBe(before);
  });
});

describe('a dispute', () => {
  it('takes the goods while it is open, and gives them back when it is won', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.tell(disputed(moneyId, 'inquiry', 600));
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    await db.tell(disputed(moneyId, 'opened', 600));
    expect(await db.credits(accountId)).toEqual([400, 0]);
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'paid', refunded_minor: 0 });
    const won = after(start, { days: 3 });
    await db.tell(disputed(moneyId, 'won', 600, { at: won }));
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    // `opened` after `won`, and of the same second.
    await db.tell(disputed(moneyId, 'opened', 600));
    await db.tell(disputed(moneyId, 'opened', 600, { at: won }));
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    // A refund later takes again, for the refund only.
    await db.tell(refunded(moneyId, 300));
    expect(await db.credits(accountId)).toEqual([700, 0]);
  });

  it('that is lost is money gone: with a part refund together at most the whole', async () => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    await db.tell(refunded(moneyId, 400));
    await db.tell(disputed(moneyId, 'opened', 1000));
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'partially_refunded',
      refunded_minor: 400,
    });
    await db.tell(disputed(moneyId, 'lost', 1000, { at: after(start, { days: 3 }) }));
    expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded', refunded_minor: 1000 });
    expect(await db.credits(accountId)).toEqual([0, 0]);
    expect(await sqlstate(db.requestRefund(accountId, order.id, 1))).toBe('MSREX');
  });

  it('of a surplus: what is held is not asked back, until it is won', async () => {
    const db = database();
    const { accountId, order, paid } = await db.bought([await db.package()]);
    await db.tell([{ ...paid, providerPaymentId: 'twice' }, disputed('twice', 'opened', 700)]);
    const asked = async () =>
      (await db.refunds(accountId, order.id)).map(({ amount_minor: amount }) => amount);
    expect(await asked()).toEqual([300]);
    await db.tell(disputed('twice', 'won', 700, { at: after(start, { days: 3 }) }));
    expect(await asked()).toEqual([300, 700]);
  });
});

describe('money that goes back before the goods are given', () => {
  it('whole: nothing is given; part: given, and the part taken', async () => {
    const db = database();
    const item = await db.package();
    for (const [sum, credits, status, given] of [
      [1000, 0, 'refunded', 0],
      [250, 750, 'partially_refunded', 1],
    ] as const) {
      const { accountId, order, paid } = await db.opened([item]);
      await db.tell([refunded(String(paid['providerPaymentId']), sum), paid]);
      expect(await db.credits(accountId)).toEqual([credits, 0]);
      expect(await db.order(accountId, order.id)).toMatchObject({ status });
      expect(await db.rows('select from public.fulfilments where order_id = $1', [order.id])).toHaveLength(
        given,
      );
    }
  });
});
