import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../harness/clock/wait.ts';
import { rounds } from '../../harness/load/load.ts';
import { after, start } from '../../harness/metering/metering.ts';
import { refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const later = after(start, { seconds: 60 });

/** A year of a plan, and a month of another whose page the same buyer has open. */
async function twoPages() {
  const db = database();
  const accountId = await db.buyer();
  const team = await db.opened([await db.planOnSale({ quota: 70 })], { accountId });
  const pro = await db.opened([await db.planOnSale({ interval: 'year' })], { accountId });
  const pay = () => db.tell(pro.paid, { at: later });
  const statusOf = async (id: string) => (await db.order(accountId, id)).status;
  return { db, accountId, team, pro, pay, statusOf };
}

const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;

/** What the pump is given that closes pages at their providers. */
async function pagesToClose(accountId: string): Promise<string[]> {
  const db = database();
  const rows = await db.rows<{ account_id: string; payment_id: string }>(
    'select * from public.claim_ended_pages(1000, $1)',
    [after(later, { days: 1 })],
  );
  await db.rows('update public.payments set close_at = null where close_at is not null');
  return rows.filter((row) => row.account_id === accountId).map((row) => row.payment_id);
}

const overtaken = async (accountId: string) =>
  (
    await database().rows<{ account_id: string; id: string }>(
      'select * from public.overtaken_orders(1000, $1)',
      [later],
    )
  )
    .filter((row) => row.account_id === accountId)
    .map((row) => row.id);

describe('a plan that is given', () => {
  it('ends the order of another one whose page is open, and lets the page be closed', async () => {
    const { db, accountId, team, pay, statusOf } = await twoPages();
    expect(await pagesToClose(accountId)).toEqual([]);
    expect(await pay()).toBe('applied');
    expect(await statusOf(team.order.id)).toBe('cancelled');
    expect(
      await db.one(
        `select status_cause, status_actor, ended_at from public.orders where account_id = $1 and id = $2`,
        [accountId, team.order.id],
      ),
    ).toEqual({ status_cause: 'plan_bought', status_actor: null, ended_at: new Date(later) });
    expect(await pagesToClose(accountId)).toEqual([team.payment.payment_id]);
    expect(await db.openPayment(accountId, team.order.id, 'sandbox', later)).toMatchObject({
      result: 'not_payable',
      status: 'cancelled',
    });
  });

  it('money that comes at that page all the same goes back: nothing waits for the plan’s end', async () => {
    const { db, accountId, team, pay, statusOf } = await twoPages();
    await pay();
    expect(await db.tell(team.paid, { at: later })).toBe('applied');
    expect(await statusOf(team.order.id)).toBe('needs_review');
    expect(await db.refunds(accountId, team.order.id)).toMatchObject([
      { cause: 'surplus', amount_minor: 2000 },
    ]);
    expect(await db.rows('select from public.subscriptions where account_id = $1', [accountId])).toHaveLength(
      1,
    );
  });

  it('leaves alone what its buyer has paid, though the money is not there yet: that follows the plan', async () => {
    const { db, accountId, team, pay, statusOf } = await twoPages();
    await db.tell({ type: 'payment_processing', reference: team.payment.reference });
    await pay();
    expect(await statusOf(team.order.id)).toBe('pending');
    expect(await overtaken(accountId)).toEqual([]);
    await db.tell(team.paid, { at: later });
    expect(await statusOf(team.order.id)).toBe('paid');
    expect(
      await db.rows('select starts_at from public.subscriptions where account_id = $1 order by starts_at', [
        accountId,
      ]),
    ).toEqual([{ starts_at: new Date(later) }, { starts_at: new Date('2027-03-10T12:01:00Z') }]);
  });

  it('leaves orders of packages open, also those of other people, and plans ordered after it', async () => {
    const { db, accountId, pay, statusOf } = await twoPages();
    const credits = await db.opened([await db.package()], { accountId });
    const mixed = await db.opened([await db.package(), await db.planOnSale()], { accountId });
    const others = await db.opened([await db.planOnSale()]);
    await pay();
    const then = await db.opened([await db.planOnSale()], { accountId, at: after(later, { seconds: 1 }) });
    await db.rows('select public.end_overtaken_orders($1)', [accountId]);
    expect(await statusOf(credits.order.id)).toBe('pending');
    expect(await statusOf(then.order.id)).toBe('pending');
    expect(await db.order(others.accountId, others.order.id)).toMatchObject({ status: 'pending' });
    expect(await statusOf(mixed.order.id)).toBe('cancelled');
  });

  it('and a package that is paid, or a plan that an admin gives, end nothing', async () => {
    const { db, accountId, team, statusOf } = await twoPages();
    const credits = await db.opened([await db.package()], { accountId });
    await db.tell(credits.paid, { at: later });
    await db.movePlan(accountId, { calls: { quota: 7 } });
    expect(await statusOf(team.order.id)).toBe('pending');
    expect(await overtaken(accountId)).toEqual([]);
  });

  it('passes by an order that somebody holds, and finds it after that, unless its money is gone by then', async () => {
    for (const isGivenBack of [false, true]) {
      const { db, accountId, team, pro, pay, statusOf } = await twoPages();
      const client = await db.pool.connect();
      try {
        await client.query('begin');
        await client.query('select from public.orders where id = $1 for no key update', [team.order.id]);
        expect(await pay()).toBe('applied');
        expect(await overtaken(accountId)).toEqual([]);
      } finally {
        await client.query('rollback');
        client.release();
      }
      expect(await statusOf(team.order.id)).toBe('pending');
      if (isGivenBack) {
        await db.tell(refunded(String(pro.paid['providerPaymentId']), 2000), { at: later });
        expect(await overtaken(accountId)).toEqual([]);
      } else {
        expect(await overtaken(accountId)).toEqual([team.order.id]);
        await db.rows('select public.end_overtaken_orders($1, $2)', [accountId, later]);
        expect(await statusOf(team.order.id)).toBe('cancelled');
        expect(await overtaken(accountId)).toEqual([]);
      }
    }
  });

  it('ends an order, too, that was made while it waited for the account', async () => {
    const db = database();
    const at = new Date().toISOString();
    const accountId = await db.buyer(at);
    const year = await db.opened([await db.planOnSale({ interval: 'year' })], { accountId, at });
    const team = await db.planOnSale({ quota: 70 });
    const eventId = await db.receive([year.paid], { at });
    const checkout = await db.pool.connect();
    let applied: Promise<unknown> | undefined;
    try {
      await checkout.query('begin');
      await checkout.query('select from public.accounts where id = $1 for no key update', [accountId]);
      applied = db.one('select public.apply_event($1) as state', [eventId]);
      await waitUntil(async () => (await db.rows(waiting)).length > 0);
      const items = JSON.stringify([{ productKind: 'plan_price', productId: team.productId }]);
      await checkout.query('select public.create_order($1, $2)', [accountId, items]);
      await checkout.query('commit');
    } finally {
      checkout.release();
    }
    expect(await applied).toEqual({ state: 'applied' });
    expect(
      await db.rows('select status from public.orders where account_id = $1 order by status', [accountId]),
    ).toEqual([{ status: 'cancelled' }, { status: 'paid' }]);
  });

  it('is given all the same where orders can’t be ended, which are found after that', async () => {
    const { db, accountId, team, pro, pay, statusOf } = await twoPages();
    await db.rows(`
      create function public.refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'Not now' using errcode = '55P03';
      end;
      $$`);
    await db.rows(`
      create trigger refuse before update on public.orders
      for each row when (new.status_cause = 'plan_bought') execute function public.refuse()`);
    try {
      expect(await pay()).toBe('applied');
      expect([await statusOf(pro.order.id), await statusOf(team.order.id)]).toEqual(['paid', 'pending']);
      expect(
        await db.rows('select from public.subscriptions where account_id = $1', [accountId]),
      ).toHaveLength(1);
    } finally {
      await db.rows('drop function public.refuse cascade');
    }
    expect(await overtaken(accountId)).toEqual([team.order.id]);
  });

  it('and the other one paid at the same moment: each of them is given or goes back, without a deadlock', async () => {
    await Promise.all(
      Array.from({ length: rounds(12) }, async () => {
        const { db, accountId, team, pro } = await twoPages();
        await Promise.all([db.tell(pro.paid, { at: later }), db.tell(team.paid, { at: later })]);
        for (const { order } of [team, pro]) {
          await db.rows('select public.settle_order($1, $2, $3)', [accountId, order.id, later]);
        }
        const ends = await Promise.all(
          [team, pro].map(async ({ order }) => {
            const { status } = await db.order(accountId, order.id);
            const refunds = await db.refunds(accountId, order.id);
            return status === 'paid'
              ? refunds.length === 0
              : status === 'needs_review' && refunds.length === 1;
          }),
        );
        expect(ends).toEqual([true, true]);
      }),
    );
  });
});

describe('the search for orders that were passed by', () => {
  it('asks of none whose account was given no plan lately, however many there are', async () => {
    const { db, accountId, team, pay } = await twoPages();
    const holder = await db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.orders where id = $1 for no key update', [team.order.id]);
      await pay();
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    const plan = await db.planOnSale();
    await Promise.all(Array.from({ length: 20 }, () => db.opened([plan])));
    const client = await db.pool.connect();
    try {
      await client.query(`begin; set local track_functions = 'all'`);
      const asked = async (now: string) => {
        await client.query('select * from public.overtaken_orders(1000, $1)', [now]);
        const { rows } = await client.query<{ calls: number }>(
          `select pg_stat_get_xact_function_calls('public.is_overtaken'::regproc)::int as calls`,
        );
        return rows[0]?.calls ?? 0;
      };
      const calls = await asked(later);
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThan(10);
      // Half an hour later what is older has expired by itself.
      expect(await asked(after(later, { seconds: 1801 }))).toBe(calls);
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect(await overtaken(accountId)).toEqual([team.order.id]);
  });
});
