import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProviderName } from '../../../src/payments/provider.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { auditOrders } from '../../harness/orders/orders-audit.ts';
import { OrdersDatabase, type Item, type Opened, type Order } from '../../harness/orders/orders.ts';
import { serve } from '../../harness/orders/shop.ts';
import { startAllProviders, type AllProviders } from '../../stand-ins/all.ts';
import { callbackOf, signStripe, type Callback, type Paid } from '../../stand-ins/callbacks.ts';

let db: OrdersDatabase;
let providers: AllProviders;
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  db = await OrdersDatabase.open();
  providers = await startAllProviders();
  one = await serve(db, providers.env);
  two = await serve(db, providers.env);
});
afterAll(async () => {
  const breaches = await auditOrders(db.connectionString);
  await two.stop();
  await one.stop();
  await providers.stop();
  await db.close();
  expect(breaches).toEqual([]);
});

const names = ['stripe', 'creem', 'alipay', 'wechat', 'sandbox'] as const;
const currencyOf = (name: ProviderName) => (name === 'alipay' || name === 'wechat' ? 'CNY' : 'USD');

/** An order for 1,000 credits whose page is open, and what the provider will say of it. */
async function openOrder(name: ProviderName) {
  const at = new Date().toISOString();
  const currency = currencyOf(name);
  const item: Item = await db.package({ prices: [{ amountMinor: 13_900, currency }] });
  const accountId = await db.buyer(at);
  const order = await db.one<Order>('select * from public.create_order($1, $2, p_is_test => true)', [
    accountId,
    JSON.stringify([{ ...item, currency }]),
  ]);
  const payment = await db.one<Opened>('select * from public.open_payment($1, $2, $3, p_is_test => true)', [
    accountId,
    order.id,
    name,
  ]);
  await db.answer(accountId, payment.payment_id, { kind: 'page', checkoutId: `cs_${payment.reference}` }, at);
  const paid: Paid = {
    reference: payment.reference,
    moneyId: `money_${randomUUID()}`,
    amountMinor: 13_900,
    currency,
    eventId: randomUUID(),
  };
  return { accountId, orderId: order.id, paid };
}

const send = async (server: TestServer, { path, headers, body }: Callback) => {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
};

const statusOf = async (accountId: string, orderId: string) => (await db.order(accountId, orderId)).status;
const creditsOf = (accountId: string) => db.credits(accountId, new Date().toISOString());
const eventOf = (eventId: string) =>
  db.one<{ id: string; state: string; reason: string | null; is_test: boolean; headers: object }>(
    'select id, state, reason, is_test, headers from public.provider_events where event_id = $1',
    [eventId],
  );
const isHandled = async (eventId: string) => (await eventOf(eventId)).state !== 'received';

describe.each(names)('%s', (name) => {
  const accepted = {
    stripe: '{"received":true}',
    creem: '{"received":true}',
    alipay: 'success',
    wechat: '{"code":"SUCCESS","message":"成功"}',
    sandbox: '{"received":true}',
  }[name];

  it('a payment that is told ten times, to two nodes, is one, and each time acknowledged', async () => {
    const { accountId, orderId, paid } = await openOrder(name);
    const callback = callbackOf[name](paid);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, turn) => send(turn % 2 ? one : two, callback)),
    );
    expect(answers).toEqual(Array.from({ length: 10 }, () => ({ status: 200, body: accepted })));
    await waitUntil(async () => (await statusOf(accountId, orderId)) === 'paid');
    expect(await creditsOf(accountId)).toEqual([1_000, 0]);
    expect(await eventOf(paid.eventId)).toMatchObject({ state: 'applied', is_test: true });
  });

  it('one payment under two event ids is one', async () => {
    const { accountId, orderId, paid } = await openOrder(name);
    const twin = { ...paid, eventId: randomUUID() };
    await Promise.all([send(one, callbackOf[name](paid)), send(two, callbackOf[name](twin))]);
    await waitUntil(async () => (await isHandled(paid.eventId)) && (await isHandled(twin.eventId)));
    expect(await statusOf(accountId, orderId)).toBe('paid');
    expect(await creditsOf(accountId)).toEqual([1_000, 0]);
  });

  it('a payment of another sum has no effect, and waits for an admin', async () => {
    const { accountId, orderId, paid } = await openOrder(name);
    await send(one, callbackOf[name]({ ...paid, amountMinor: 13_899 }));
    await waitUntil(() => isHandled(paid.eventId));
    expect(await eventOf(paid.eventId)).toMatchObject({ state: 'mismatch' });
    expect(await statusOf(accountId, orderId)).toBe('pending');
  });

  it('what isn’t signed, or differs by one byte, is refused, and leaves nothing', async () => {
    const { accountId, orderId, paid } = await openOrder(name);
    const good = callbackOf[name](paid);
    const unsigned = Object.fromEntries(
      Object.entries(good.headers).filter(([header]) => !header.includes('signature')),
    );
    const forged = [
      { ...good, body: good.body.replace('13', '14').replace('a', 'b') },
      { ...good, body: '' },
      ...(name === 'alipay' ? [] : [{ ...good, headers: unsigned }]),
    ];
    for (const callback of forged) {
      const answer = await send(one, callback);
      expect(answer.status).toBe(400);
      if (name === 'alipay') expect(answer.body).toBe('fail');
      if (name === 'wechat') expect(JSON.parse(answer.body)).toMatchObject({ code: 'FAIL' });
    }
    expect(await db.rows('select from public.provider_events where event_id = $1', [paid.eventId])).toEqual(
      [],
    );
    expect(await statusOf(accountId, orderId)).toBe('pending');
  });
});

describe('the body', () => {
  it('is verified as its bytes, however it is cut into chunks', async () => {
    const { accountId, orderId, paid } = await openOrder('stripe');
    const { path, headers, body } = callbackOf.stripe(paid);
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(`${one.url}${path}`, { method: 'POST', headers }, (response) => {
        void text(response).then(() => resolve(response.statusCode ?? 0));
      });
      sent.on('error', reject);
      for (let index = 0; index < body.length; index += 50) sent.write(body.slice(index, index + 50));
      sent.end();
    });
    expect(status).toBe(200);
    await waitUntil(async () => (await statusOf(accountId, orderId)) === 'paid');
  });

  it('is at most 256 kB, and not packed', async () => {
    const { path, headers } = callbackOf.stripe((await openOrder('stripe')).paid);
    expect(await send(one, { path, headers, body: 'x'.repeat(256_001) })).toMatchObject({ status: 413 });
    const packed = await fetch(`${one.url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync('{}'),
    });
    expect(packed.status).toBe(415);
  });
});

describe('the inbox', () => {
  it('keeps an event of the other mode without effect', async () => {
    for (const name of ['stripe', 'creem'] as const) {
      const { accountId, orderId, paid } = await openOrder(name);
      expect(await send(one, callbackOf[name]({ ...paid, isLive: true }))).toMatchObject({ status: 200 });
      expect(await eventOf(paid.eventId)).toMatchObject({
        state: 'mismatch',
        reason: 'wrong_mode',
        is_test: false,
      });
      expect(await statusOf(accountId, orderId)).toBe('pending');
    }
  });

  it('keeps what signatures are checked by, and no cookie', async () => {
    const { paid } = await openOrder('creem');
    const callback = callbackOf.creem(paid);
    const cookie = { cookie: 'a=b', authorization: 'Bearer x' };
    await send(one, { ...callback, headers: { ...callback.headers, ...cookie } });
    const { headers } = await eventOf(paid.eventId);
    expect(headers).toMatchObject({ 'creem-signature': expect.any(String) });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('authorization');
  });

  it('is applied by whoever is there: what a node kept before it died is done by another', async () => {
    const { accountId, orderId, paid } = await openOrder('sandbox');
    const { body } = callbackOf.sandbox(paid);
    // Kept, and nobody woken.
    await db.rows(`select public.receive_event('sandbox', $1, $2, p_is_test => true)`, [
      paid.eventId,
      Buffer.from(body),
    ]);
    await waitUntil(async () => (await statusOf(accountId, orderId)) === 'paid');
  });

  it('asks the provider for what an event lacks, again and again, and meanwhile applies others', async () => {
    const page = await openOrder('stripe');
    const { reference } = page.paid;
    await send(one, callbackOf.stripe(page.paid));
    await waitUntil(async () => (await statusOf(page.accountId, page.orderId)) === 'paid');

    providers.stripe.spoil = () => 'reset';
    const refund = {
      id: randomUUID(),
      created: Math.floor(Date.now() / 1_000),
      livemode: false,
      type: 'charge.refunded',
      data: {
        object: {
          id: `ch_${reference}`,
          payment_intent: page.paid.moneyId,
          amount_refunded: 300,
          currency: 'usd',
        },
      },
    };
    expect(await send(one, signStripe(refund))).toMatchObject({ status: 200 });
    await waitUntil(async () => (await eventOf(refund.id)).state === 'failed');
    const other = await openOrder('stripe');
    await send(one, callbackOf.stripe(other.paid));
    await waitUntil(async () => (await statusOf(other.accountId, other.orderId)) === 'paid');

    providers.stripe.spoil = ({ headers }, { path }) => {
      const charge = { amount: 13_900, amount_refunded: 13_900, currency: 'usd', id: 'ch_1' };
      const body = path.startsWith('/v1/payment_intents/')
        ? { id: page.paid.moneyId, status: 'succeeded', latest_charge: charge }
        : { object: 'list', data: [], has_more: false };
      return { status: 200, headers: { ...headers }, body: JSON.stringify(body) };
    };
    await db.rows('update public.provider_events set retry_at = now() where event_id = $1', [refund.id]);
    await waitUntil(async () => (await statusOf(page.accountId, page.orderId)) === 'refunded');
    expect(await creditsOf(page.accountId)).toEqual([0, 0]);
    providers.stripe.spoil = undefined;
  });

  it('keeps a body that its provider does not document, and applies the next', async () => {
    const { paid } = await openOrder('stripe');
    const event = JSON.parse(callbackOf.stripe(paid).body);
    event.data.object.amount_total = '139.00';
    expect(await send(one, signStripe(event))).toMatchObject({ status: 200 });
    await waitUntil(async () => (await eventOf(paid.eventId)).state === 'failed');
    const next = await openOrder('stripe');
    await send(one, callbackOf.stripe(next.paid));
    await waitUntil(async () => (await statusOf(next.accountId, next.orderId)) === 'paid');
  });
});

it('refused callbacks are counted by day, and none is kept', async () => {
  const server = await startTestServer({ env: { SANDBOX_PAYMENTS: 'true' } });
  const nothing = { path: '/api/pay/callback/sandbox', headers: {}, body: '{}' };
  for (let turn = 0; turn < 3; turn += 1) await send(server, nothing);
  await server.ctx.payments.refusals.stop();
  const { rows } = await server.owner.query('select provider, reason, count from public.provider_refusals');
  expect(rows).toEqual([{ provider: 'sandbox', reason: 'missing_signature', count: 3 }]);
  // A provider that isn't set up has no door.
  expect(await send(server, { path: '/api/webhooks/stripe', headers: {}, body: '{}' })).toMatchObject({
    status: 404,
  });
  expect((await fetch(`${server.url}/api/pay/callback/sandbox`)).status).toBe(405);
  await server.stop();
});
