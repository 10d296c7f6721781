import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { StartedPayment } from '../../../src/payments/checkout/contract.ts';
import type { ProviderName } from '../../../src/payments/provider.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser, type Person } from '../../harness/identity/people.ts';
import type { Item } from '../../harness/orders/orders.ts';
import { useShop } from '../../harness/orders/shop.ts';
import { callbackOf } from '../../stand-ins/callbacks.ts';

const shop = useShop();
let yuan: Item;

beforeAll(async () => {
  yuan = await shop().db.package({ prices: [{ amountMinor: 13_900, currency: 'CNY' }] });
});

const post = (person: Person, path: string, body?: object, key?: string) =>
  call(shop().server, 'post', path, {
    token: person.token,
    body,
    headers: key ? { 'idempotency-key': key } : {},
  });

/** Somebody who has a page open to pay 139 yuan. */
async function opened(provider: ProviderName) {
  const person = await registerUser(shop().server);
  const { body } = await post(person, '/payments', { product_id: yuan.productId, provider });
  return { person, page: StartedPayment.parse(body.data) };
}
const again = (person: Person, orderId: string, provider?: ProviderName, key?: string) =>
  post(person, `/orders/${orderId}/pay`, { provider }, key);
const cancel = (person: Person, orderId: string) => post(person, `/orders/${orderId}/cancel`);
const paymentsOf = (person: Person, orderId: string) => shop().db.payments(person.account.id, orderId);
const statusOf = async (person: Person, orderId: string) =>
  (await shop().db.order(person.account.id, orderId)).status;
const creditsOf = (person: Person) => shop().db.credits(person.account.id, new Date().toISOString());

async function callBack(name: ProviderName, requestId: string) {
  const paid = { reference: requestId, moneyId: `money_${randomUUID()}`, eventId: randomUUID() };
  const { path, headers, body } = callbackOf[name]({ ...paid, amountMinor: 13_900, currency: 'CNY' });
  expect((await fetch(`${shop().server.url}${path}`, { method: 'POST', headers, body })).status).toBe(200);
}

describe('paying again', () => {
  it('closes the page before at its provider, then opens one at another', async () => {
    const { person, page } = await opened('wechat');
    const { status, body } = await again(person, page.order_id, 'stripe');
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      order_id: page.order_id,
      request_id: page.request_id.replace(/01$/, '02'),
    });
    expect(shop().providers.wechat.transactions.get(page.request_id)).toMatchObject({
      trade_state: 'CLOSED',
    });
    expect((await paymentsOf(person, page.order_id)).map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('finds the order paid, where the buyer had paid before it was closed', async () => {
    const { person, page } = await opened('wechat');
    shop().providers.wechat.pay(page.request_id);
    expect(await again(person, page.order_id, 'stripe')).toMatchObject({
      status: 409,
      body: { code: 'order_not_payable', order_id: page.order_id },
    });
    expect(await statusOf(person, page.order_id)).toBe('paid');
    expect(await creditsOf(person)).toEqual([1_000, 0]);
  });

  it('is refused where another plan was bought meanwhile: the order has ended with it, and so has its page', async () => {
    const person = await registerUser(shop().server);
    const [dear, free] = [await shop().db.planOnSale(), await shop().db.planOnSale({ amountMinor: 0 })];
    const { body } = await post(person, '/payments', { product_id: dear.productId, provider: 'stripe' });
    const { order_id: orderId, session_id: sessionId } = StartedPayment.parse(body.data);
    expect((await post(person, '/payments', { product_id: free.productId })).status).toBe(201);
    expect(await statusOf(person, orderId)).toBe('cancelled');
    expect(await again(person, orderId)).toMatchObject({
      status: 409,
      body: { code: 'order_not_payable', order_id: orderId },
    });
    await waitUntil(async () => (await paymentsOf(person, orderId))[0]?.state === 'closed');
    const asked = shop().providers.stripe.received.map(({ path }) => path);
    expect(asked.filter((path) => path.endsWith(`/sessions/${sessionId}/expire`))).toHaveLength(1);
  });

  it('is refused, as a purchase is, where a plan runs that was bought before: it would wait for its end', async () => {
    const person = await registerUser(shop().server);
    const [dear, free] = [await shop().db.planOnSale(), await shop().db.planOnSale({ amountMinor: 0 })];
    expect((await post(person, '/payments', { product_id: free.productId })).status).toBe(201);
    const items = [{ productKind: 'plan_price', productId: dear.productId }];
    const { body } = await post(person, '/orders/create', { items });
    const orderId = String(body.data.id);
    expect(await again(person, orderId)).toMatchObject({
      status: 409,
      body: { code: 'subscription_exists', order_id: orderId },
    });
    expect(await paymentsOf(person, orderId)).toEqual([]);
    expect((await cancel(person, orderId)).status).toBe(200);
  });

  it('under one key opens one page, however often it is asked for', async () => {
    const { person, page } = await opened('stripe');
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => again(person, page.order_id, 'wechat', key)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => String(body.data.request_id))).size).toBe(1);
    expect(await again(person, page.order_id, 'wechat', key)).toMatchObject({
      status: 201,
      body: { data: { request_id: page.request_id.replace(/01$/, '02') } },
    });
    expect(await paymentsOf(person, page.order_id)).toHaveLength(2);
  });

  it('under one key goes on with the attempt whose page nobody got', async () => {
    const { person, page } = await opened('wechat');
    const key = randomUUID();
    shop().providers.stripe.spoil = () => 'reset';
    expect((await again(person, page.order_id, 'stripe', key)).status).toBe(503);
    shop().providers.stripe.spoil = undefined;
    // Older than a request can be under way for.
    await shop().db.rows(
      `update public.payments set created_at = created_at - interval '16 seconds'
       where order_id = $1 and attempt = 2`,
      [page.order_id],
    );
    expect(await again(person, page.order_id, 'stripe', key)).toMatchObject({
      status: 201,
      body: { data: { request_id: page.request_id.replace(/01$/, '02') } },
    });
  });

  it('waits for who is just under way to a provider', async () => {
    const person = await registerUser(shop().server);
    shop().providers.wechat.spoil = () => 'reset';
    const { body } = await post(person, '/payments', { product_id: yuan.productId, provider: 'wechat' });
    expect(await again(person, body.order_id, 'stripe')).toMatchObject({
      status: 409,
      body: { code: 'payment_processing' },
      headers: expect.anything(),
    });
  });

  it('with the page before paid too: the first that is told is kept, the other sum goes back by itself', async () => {
    const { person, page } = await opened('sandbox');
    const { body } = await again(person, page.order_id, 'stripe');
    shop().providers.stripe.pay(body.data.session_id);
    await callBack('sandbox', page.request_id);
    await waitUntil(async () => (await statusOf(person, page.order_id)) === 'paid');
    const look = await call(shop().server, 'get', `/payments/${body.data.request_id}`, {
      token: person.token,
    });
    expect(look.body.data).toMatchObject({ status: 'paid', state: 'succeeded' });
    await waitUntil(
      async () => (await shop().db.refunds(person.account.id, page.order_id))[0]?.state === 'succeeded',
    );
    expect((await paymentsOf(person, page.order_id)).map(({ role }) => role)).toEqual(['kept', 'surplus']);
    expect(shop().providers.stripe.refunds.at(-1)).toMatchObject({ amount: 13_900 });
    expect(await creditsOf(person)).toEqual([1_000, 0]);
  });
});

describe('a page that nobody needs any more', () => {
  it('is closed once the order is paid at the page before it', async () => {
    const { person, page } = await opened('sandbox');
    const { body } = await again(person, page.order_id, 'stripe');
    await callBack('sandbox', page.request_id);
    await waitUntil(
      () => shop().providers.stripe.sessions.get(body.data.session_id)?.['status'] === 'expired',
    );
    expect(await statusOf(person, page.order_id)).toBe('paid');
  });

  it('is closed where a sum came there that is not what was asked for; the order can still be paid', async () => {
    const { person, page } = await opened('stripe');
    Object.assign(shop().providers.stripe.sessions.get(page.session_id) ?? {}, { amount_subtotal: 100 });
    shop().providers.stripe.pay(page.session_id);
    expect((await again(person, page.order_id, 'wechat')).status).toBe(409);
    expect(await again(person, page.order_id, 'wechat')).toMatchObject({
      status: 201,
      body: { data: { request_id: page.request_id.replace(/01$/, '02') } },
    });
    expect(
      await shop().db.rows(`select state, reason from public.provider_events where raw::text like $1`, [
        `%${Buffer.from(page.request_id).toString('hex')}%`,
      ]),
    ).toEqual([{ state: 'mismatch', reason: 'wrong_amount' }]);
    expect(await statusOf(person, page.order_id)).toBe('pending');
  });
});

describe('an order whose time is over', () => {
  const expire = (orderId: string) =>
    shop().db.rows(`update public.orders set expires_at = now() where id = $1`, [orderId]);

  it('expires by itself, and its page is closed at the provider', async () => {
    const { person, page } = await opened('wechat');
    await expire(page.order_id);
    await waitUntil(async () => (await statusOf(person, page.order_id)) === 'expired');
    await waitUntil(async () => (await paymentsOf(person, page.order_id))[0]?.state === 'closed');
    expect(shop().providers.wechat.transactions.get(page.request_id)).toMatchObject({
      trade_state: 'CLOSED',
    });
  });

  it('is paid after all, where the buyer was first', async () => {
    const { person, page } = await opened('wechat');
    shop().providers.wechat.pay(page.request_id);
    await expire(page.order_id);
    await waitUntil(async () => (await statusOf(person, page.order_id)) === 'paid');
    expect(await creditsOf(person)).toEqual([1_000, 0]);
  });
});

describe('cancelling', () => {
  it('closes the page first, then the order', async () => {
    const { person, page } = await opened('wechat');
    const { status, body } = await cancel(person, page.order_id);
    expect({ status, data: body.data }).toMatchObject({
      status: 200,
      data: { id: page.order_id, status: 'cancelled' },
    });
    expect(shop().providers.wechat.transactions.get(page.request_id)).toMatchObject({
      trade_state: 'CLOSED',
    });
    expect(await again(person, page.order_id)).toMatchObject({
      status: 409,
      body: { code: 'order_not_payable' },
    });
    expect(await cancel(person, page.order_id)).toMatchObject({ status: 200 });
  });

  it('finds the order paid, where the buyer was first', async () => {
    const { person, page } = await opened('stripe');
    shop().providers.stripe.pay(page.session_id);
    expect(await cancel(person, page.order_id)).toMatchObject({
      status: 409,
      body: { code: 'order_not_payable' },
    });
    expect(await statusOf(person, page.order_id)).toBe('paid');
  });

  it('money that comes after it buys what was ordered, while that is on offer', async () => {
    const { person, page } = await opened('sandbox');
    await cancel(person, page.order_id);
    await callBack('sandbox', page.request_id);
    await waitUntil(async () => (await statusOf(person, page.order_id)) === 'paid');
    expect(await creditsOf(person)).toEqual([1_000, 0]);
  });

  it('is of one’s own orders only', async () => {
    const { page } = await opened('sandbox');
    const other = await registerUser(shop().server);
    expect((await cancel(other, page.order_id)).status).toBe(404);
    expect((await again(other, page.order_id)).status).toBe(404);
    expect((await cancel(other, randomUUID())).status).toBe(404);
  });
});
