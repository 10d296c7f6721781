import { expect, it } from '@jest/globals';
import { AdminOrderDetail } from '../../../src/orders/admin/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser, signInAdmin } from '../../harness/identity/people.ts';
import { subscriptionOf, useShop } from '../../harness/orders/shop.ts';

const shop = useShop();

it('a plan that was paid for is told where an admin gave another one, on the page of its order, too', async () => {
  const year = await shop().db.planOnSale({ amountMinor: 0, interval: 'year' });
  const person = await registerUser(shop().server);
  const subscription = () => subscriptionOf(shop(), person);
  expect((await subscription())?.bought).toBeNull();
  const { body } = await call(shop().server, 'post', '/payments', {
    body: { product_id: year.productId },
    token: person.token,
  });
  const { endsAt } = (await subscription()) ?? {};
  const bought = { interval: 'year', until: endsAt, currency: 'USD', orderId: body.data.order_id };
  expect((await subscription())?.bought).toMatchObject({ ...bought, isInForce: true });
  const goods = async () => {
    const { body: order } = await call(shop().server, 'get', `/admin/orders/${body.data.order_id}`, {
      token: await signInAdmin(shop().server),
    });
    return AdminOrderDetail.parse(order.data).items[0]?.goods;
  };
  expect(await goods()).toMatchObject({ replaced: null });

  const given = await shop().db.planOnSale();
  await shop().db.rows('select public.apply_plan_version(array[$1]::uuid[], $2)', [
    person.account.id,
    given.versionId,
  ]);
  expect(await subscription()).toMatchObject({ endsAt: null, bought: { ...bought, isInForce: false } });
  const { code } = await shop().db.one<{ code: string }>('select code from public.plans where id = $1', [
    given.planId,
  ]);
  expect(await goods()).toMatchObject({ replaced: { planCode: code, at: expect.any(String) } });
});

it('what follows the plan that runs is told after it, and times of one plan that follow each other as one', async () => {
  const { db, server } = shop();
  const [pro, team] = [
    await db.planOnSale({ amountMinor: 0, interval: 'year' }),
    await db.planOnSale({ amountMinor: 0 }),
  ];
  const person = await registerUser(server);
  for (const plan of [pro, pro, team, team]) {
    await db.createOrder(person.account.id, [plan], new Date().toISOString());
  }
  const times = await db.rows<{ ends_at: Date }>(
    'select ends_at from public.subscriptions where account_id = $1 order by starts_at',
    [person.account.id],
  );
  const [, first, , last] = times.map((time) => time.ends_at.toISOString());
  const codeOf = async (id: string) =>
    (await db.one<{ code: string }>('select code from public.plans where id = $1', [id])).code;
  const [code, free] = [await codeOf(team.planId), await codeOf(db.free.planId)];
  expect(await subscriptionOf(shop(), person)).toMatchObject({
    endsAt: first,
    bought: {
      isInForce: true,
      endsAt: first,
      next: [{ planCode: code, startsAt: first, endsAt: last }],
      until: last,
      thenCode: free,
    },
  });
});

it('a plan is not sold beside one that is bought at the same moment', async () => {
  const { db, server } = shop();
  const [dear, free] = [await db.planOnSale(), await db.planOnSale({ amountMinor: 0 })];
  const { token, account } = await registerUser(server);
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query('select public.create_order($1, $2, p_is_test => true)', [
      account.id,
      JSON.stringify([{ productKind: 'plan_price', productId: free.productId }]),
    ]);
    const answer = call(server, 'post', '/payments', { body: { product_id: dear.productId }, token });
    await waitUntil(async () => {
      const waiting = await db.rows(`select from pg_stat_activity where wait_event_type = 'Lock'`);
      return waiting.length > 0;
    });
    await client.query('commit');
    expect(await answer).toMatchObject({ status: 409, body: { code: 'subscription_exists' } });
  } finally {
    client.release(true);
  }
  expect(await db.rows('select from public.orders where account_id = $1', [account.id])).toHaveLength(1);
});
