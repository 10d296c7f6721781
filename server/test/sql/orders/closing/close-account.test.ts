import { describe, expect, it } from '@jest/globals';
import { after, sqlstate, start } from '../../../harness/metering/metering.ts';
import { disputed, refunded } from '../../../harness/orders/commands.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const later = after(start, { hours: 1 });
const muchLater = after(start, { days: 40 });

async function close(db: OrdersDatabase, accountId: string, at = later): Promise<number> {
  const { amount } = await db.one<{ amount: number }>(
    'select public.close_account($1, p_now => $2) as amount',
    [accountId, at],
  );
  return amount;
}

const lines = (db: OrdersDatabase, accountId: string) =>
  db.rows<{ type: string; amount: number; balance_after: number }>(
    'select type, amount, balance_after from public.credit_transactions where account_id = $1 order by seq',
    [accountId],
  );

const grant = (db: OrdersDatabase, accountId: string, at = start) =>
  db.rows(`select public.grant_credits($1, 50, 'admin', gen_random_uuid()::text, p_now => $2)`, [
    accountId,
    at,
  ]);

describe('closing an account', () => {
  it('writes off what is left of all credits by one line, and nothing comes due any more', async () => {
    const db = database();
    const { accountId } = await db.bought([await db.package({ credits: 100, daily: 5 })]);
    await grant(db, accountId);
    expect(await close(db, accountId)).toBe(155);
    expect((await lines(db, accountId)).at(-1)).toEqual({ type: 'write_off', amount: 155, balance_after: 0 });
    const count = (await lines(db, accountId)).length;
    await db.rows('select public.expire_credits(100, null, null, $1)', [muchLater]);
    expect(await lines(db, accountId)).toHaveLength(count);
    expect(await db.credits(accountId, muchLater)).toEqual([0, 0]);
  });

  it('writes no line where nothing is left', async () => {
    const db = database();
    const accountId = await db.buyer();
    expect(await close(db, accountId)).toBe(0);
    expect(await lines(db, accountId)).toEqual([]);
  });

  it('releases what is held, of quotas and of credits, so that it can be committed no more', async () => {
    const db = database();
    const accountId = await db.buyer();
    await grant(db, accountId);
    const usage = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', 3, interval '1 day', p_now => $2)`,
      [accountId, start],
    );
    const credits = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_credits($1, 20, null, null, interval '1 day', p_now => $2)`,
      [accountId, start],
    );
    expect(await close(db, accountId)).toBe(50);
    expect(await db.counter(accountId)).toMatchObject({ reserved: 0, used: 0, is_granted: false });
    expect(
      await sqlstate(
        db.rows('select public.commit_reservation($1, $2, 3, p_now => $3)', [accountId, usage.id, later]),
      ),
    ).toBe('MSRCL');
    expect(
      await sqlstate(
        db.rows('select public.commit_credits($1, $2, 5, p_now => $3)', [accountId, credits.id, later]),
      ),
    ).toBe('MSRCL');
  });

  it('refuses every use from then on, also one of before that is told late', async () => {
    const db = database();
    const accountId = await db.buyer();
    await db.use(accountId, { amount: 2 });
    await close(db, accountId);
    expect(await db.use(accountId, {}, after(later, { seconds: 1 }))).toMatchObject({
      status: 'rejected',
      code: 'feature_not_in_plan',
    });
    const before = { occurredAt: after(start, { seconds: 60 }) };
    expect(await db.use(accountId, before, after(later, { seconds: 2 }))).toMatchObject({
      status: 'rejected',
    });
    expect(await db.counter(accountId)).toMatchObject({ used: 2 });
  });

  it('refuses what is told late of a period that is over, by its counter and by history', async () => {
    const db = database();
    const versions = await db.plan({ calls: { resetPeriod: 'daily' }, words: { resetPeriod: 'daily' } });
    const accountId = await db.account(versions, { at: start });
    await db.use(accountId, { amount: 2 });
    const nextDay = after(start, { hours: 20 });
    await db.use(accountId, {}, nextDay);
    await close(db, accountId, nextDay);
    const counters = await db.counters(accountId);
    expect(counters.map(({ used, is_granted: isGranted }) => [used, isGranted])).toEqual([
      [2, false],
      [1, false],
    ]);
    // Of yesterday: where a counter stands, where one would have to be opened, and longer ago than counters are open.
    for (const [featureCode, late] of [
      ['calls', { hours: 1 }],
      ['words', { hours: 1 }],
      ['calls', { days: 2 }],
      ['words', { days: 2 }],
    ] as const) {
      const event = { featureCode, occurredAt: after(start, { seconds: 60 }) };
      expect(await db.use(accountId, event, after(nextDay, late))).toMatchObject({
        status: 'rejected',
        code: 'feature_not_in_plan',
      });
    }
    expect(await db.counters(accountId, 'words')).toEqual([]);
  });

  it('ends what was bought of a plan and of days; the order tells so', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const { accountId, order } = await db.bought([plan, await db.package({ daily: 5 })]);
    await close(db, accountId);
    const [row] = await db.rows(
      `select
         (select count(*) from public.account_plans where account_id = $1) as plans,
         (select count(*) from public.account_entitlements where account_id = $1) as entitlements,
         (select count(*) from public.subscriptions where account_id = $1 and ended_at is null) as subscriptions,
         (select count(*) from public.user_package_terms where account_id = $1 and ended_at is null) as terms`,
      [accountId],
    );
    expect(row).toEqual({ plans: 0, entitlements: 0, subscriptions: 0, terms: 0 });
    expect(await db.told(accountId, order.id)).toContain('goods_ended');
  });

  it('forgets the owner’s word on elastic quotas, which names them', async () => {
    const db = database();
    const accountId = await db.buyer();
    await db.rows(
      `insert into public.elastic_consents (account_id, feature_code, is_enabled, actor, at)
       values ($1, 'calls', true, '{"kind": "user", "name": "Marvin"}', $2)`,
      [accountId, start],
    );
    await close(db, accountId);
    expect(await db.rows('select from public.elastic_consents where account_id = $1', [accountId])).toEqual(
      [],
    );
  });

  it('takes name and address away, tells all nodes, and can be done once', async () => {
    const db = database();
    const accountId = await db.buyer();
    await db.rows(`update public.accounts set email = 'a@example.com' where id = $1`, [accountId]);
    await close(db, accountId);
    expect(await db.one('select name, email from public.accounts where id = $1', [accountId])).toEqual({
      name: `#${accountId.slice(-6)}`,
      email: null,
    });
    const told = await db.rows(
      `select topic from public.outbox where payload -> 'accountIds' = jsonb_build_array($1::text) order by 1`,
      [accountId],
    );
    expect(told).toEqual(
      expect.arrayContaining([{ topic: 'credits.changed' }, { topic: 'entitlements.changed' }]),
    );
    expect(await sqlstate(close(db, accountId))).toBe('MSCLO');
  });
});

describe('money', () => {
  it('that is on its way keeps the account open; an order that nobody is paying is cancelled', async () => {
    const db = database();
    const { accountId, order, payment, paid } = await db.opened([await db.package()]);
    expect(await sqlstate(close(db, accountId))).toBe('MSOUW');
    await db.tell({ type: 'payment_processing', reference: payment.reference });
    expect(await sqlstate(close(db, accountId))).toBe('MSOUW');
    await db.tell(paid);
    const idle = await db.createOrder(accountId, [await db.package()]);
    expect(await close(db, accountId)).toBe(1000);
    expect((await db.order(accountId, idle.id)).status).toBe('cancelled');
    expect((await db.order(accountId, order.id)).status).toBe('paid');
  });

  it('that comes afterwards buys nothing and goes back', async () => {
    const db = database();
    const { accountId, order, paid } = await db.opened([await db.package()]);
    await db.endOrder(accountId, order.id, 'cancelled');
    await close(db, accountId);
    expect(await db.tell(paid, { at: muchLater })).toBe('applied');
    expect((await db.order(accountId, order.id)).status).toBe('needs_review');
    expect(await db.refunds(accountId, order.id)).toMatchObject([{ cause: 'surplus', amount_minor: 1000 }]);
    expect(await db.credits(accountId, muchLater)).toEqual([0, 0]);
  });

  it.each(['a refund that fails', 'a dispute that is won'])(
    'that comes again by %s buys nothing where nothing was given before, and goes back',
    async (how) => {
      const db = database();
      const accountId = await db.buyer();
      const life = await db.opened([await db.planOnSale({ interval: 'lifetime' })], { accountId });
      const { order, paid } = await db.opened([await db.planOnSale()], { accountId });
      await db.tell(life.paid);
      await db.tell(paid);
      const moneyId = String(paid['providerPaymentId']);
      const [asked] = await db.refunds(accountId, order.id);
      if (how === 'a refund that fails') {
        await db.noteRefund(accountId, asked?.id ?? '', 'succeeded', { cumulative: 2000 });
      } else {
        await db.tell(disputed(moneyId, 'opened', 2000));
        await db.noteRefund(accountId, asked?.id ?? '', 'failed');
        await db.tell(disputed(moneyId, 'lost', 2000));
      }
      await close(db, accountId);
      if (how === 'a refund that fails') {
        const late = { cumulative: 0, askedAt: muchLater, at: muchLater };
        await db.noteRefund(accountId, asked?.id ?? '', 'failed', late);
      } else {
        await db.tell(disputed(moneyId, 'won', 2000), { at: muchLater });
      }
      const again = (await db.refunds(accountId, order.id)).at(-1);
      expect(again).toMatchObject({ cause: 'surplus', amount_minor: 2000, state: 'requested' });
      await db.noteRefund(accountId, again?.id ?? '', 'succeeded', { cumulative: 2000, at: muchLater });
      expect(await db.order(accountId, order.id)).toMatchObject({ status: 'refunded', goods_due_at: null });
    },
  );

  it('that stays after all waives what is owed for it, and fills nothing again', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package({ credits: 100 })]);
    await db.rows(`select public.consume_credits($1, '[{"amount": 60}]', $2)`, [accountId, start]);
    const refund = await db.requestRefund(accountId, order.id, null);
    expect(await db.credits(accountId)).toEqual([0, 60]);
    await close(db, accountId);
    await db.noteRefund(accountId, refund.id, 'failed', { at: muchLater });
    expect(await db.credits(accountId, muchLater)).toEqual([0, 0]);
    const types = (await lines(db, accountId)).map(({ type }) => type);
    expect(types.slice(-1)).toEqual(['debt_waived']);
    expect(types).not.toContain('reinstate');
  });

  it('that goes back, by hand or a dispute that is won again, moves no goods', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const { accountId, order, moneyId } = await db.bought([plan, await db.package()]);
    await close(db, accountId);
    await db.tell(disputed(moneyId, 'opened', 3000), { at: muchLater });
    await db.tell(disputed(moneyId, 'won', 3000), { at: after(muchLater, { hours: 1 }) });
    expect((await lines(db, accountId)).filter(({ type }) => type === 'reinstate')).toEqual([]);
    await db.tell(refunded(moneyId, 3000), { at: after(muchLater, { hours: 2 }) });
    expect((await db.order(accountId, order.id)).status).toBe('refunded');
    expect(await db.rows('select from public.account_plans where account_id = $1', [accountId])).toEqual([]);
    expect((await db.credits(accountId, after(muchLater, { hours: 3 })))[0]).toBe(0);
  });
});

describe('what admins would give', () => {
  it('is refused', async () => {
    const db = database();
    const accountId = await db.buyer();
    const used = await db.use(accountId);
    await close(db, accountId);
    const { versionId } = await db.plan({ calls: {} });
    const item = await db.package();
    const refusals = await Promise.all([
      sqlstate(db.applyPlan(accountId, versionId, later)),
      sqlstate(
        db.rows(`select public.set_quota_override($1, 'calls', 5, null, 'x', $2)`, [accountId, later]),
      ),
      sqlstate(grant(db, accountId, later)),
      sqlstate(
        db.rows(
          `select public.assign_package($1, version.id, 'admin', 'x', p_now => $3)
           from public.package_versions as version where package_id = $2`,
          [accountId, item.productId, later],
        ),
      ),
      sqlstate(db.rows(`select public.reset_usage($1, null, 'x', $2)`, [accountId, later])),
      sqlstate(
        db.rows(`select public.void_usage_record($1, $2, 'x', $3)`, [accountId, used.record_id, later]),
      ),
      sqlstate(db.createOrder(accountId, [item], later)),
    ]);
    expect(refusals).toEqual(Array(7).fill('MSCLO'));
  });
});
