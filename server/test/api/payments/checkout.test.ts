import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { OrderDetail } from '../../../src/orders/contract.ts';
import { PaymentStatus, StartedPayment } from '../../../src/payments/checkout/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser, signInAdmin, type Person } from '../../harness/identity/people.ts';
import type { Item } from '../../harness/orders/orders.ts';
import { subscriptionOf, useShop } from '../../harness/orders/shop.ts';

const shop = useShop();
let pack: Item;
let yuan: Item;
let buyer: Person;
let admin: string;

beforeAll(async () => {
  pack = await shop().db.package({ prices: [{ amountMinor: 1_999, currency: 'USD' }] });
  yuan = await shop().db.package({ prices: [{ amountMinor: 13_900, currency: 'CNY' }] });
  buyer = await registerUser(shop().server);
  admin = await signInAdmin(shop().server);
});

const pay = (body: object, key?: string, person = buyer) =>
  call(shop().server, 'post', '/payments', {
    body: { product_id: pack.productId, ...body },
    headers: { authorization: `Bearer ${person.token}`, ...(key && { 'idempotency-key': key }) },
  });
const look = (requestId: string, person = buyer) =>
  call(shop().server, 'get', `/payments/${requestId}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
const stateOf = async (requestId: string) => PaymentStatus.parse((await look(requestId)).body.data);
/** As its buyer sees it. */
const orderOf = async ({ body: { data } }: { body: { data: { order_id: string } } }, person = buyer) => {
  const headers = { authorization: `Bearer ${person.token}` };
  return OrderDetail.parse(
    (await call(shop().server, 'get', `/orders/${data.order_id}`, { headers })).body.data,
  );
};
const creditsOf = (person: Person) => shop().db.credits(person.account.id, new Date().toISOString());
const ordersOf = (person: Person) =>
  shop().db.rows('select from public.orders where account_id = $1', [person.account.id]);

describe('201', () => {
  it.each(['stripe', 'sandbox'] as const)('%s: a page, told by the older API’s names', async (provider) => {
    const { status, body } = await pay({ provider });
    expect(status).toBe(201);
    expect(body.data).toEqual({
      request_id: expect.stringMatching(/^\d{8}[0-9A-Z]{14}01$/),
      session_id: expect.any(String),
      checkout_url: expect.stringMatching(
        provider === 'stripe' ? /^https:\/\/checkout\.stripe/ : /\/api\/pay\/sandbox\?/,
      ),
      order_id: expect.any(String),
    });
    expect(await stateOf(body.data.request_id)).toMatchObject({ status: 'pending', state: 'open', provider });
  });

  it.each(['alipay', 'wechat'] as const)('%s: a code to scan', async (provider) => {
    const { status, body } = await pay({ product_id: yuan.productId, provider });
    expect(status).toBe(201);
    expect(body.data.code_url).toContain(body.data.request_id);
  });

  it('of a package with several prices, the currency that is asked for', async () => {
    const item = await shop().db.package({
      daily: 60,
      prices: [
        { amountMinor: 1_999, currency: 'USD' },
        { amountMinor: 13_900, currency: 'CNY' },
      ],
    });
    const begin = (asked: object) => pay({ product_id: item.productId, provider: 'sandbox', ...asked });
    expect(await orderOf(await begin({}))).toMatchObject({ currency: 'USD', amountMinor: 1_999 });
    expect(await orderOf(await begin({ currency: 'CNY' }))).toMatchObject({
      currency: 'CNY',
      amountMinor: 13_900,
      items: [{ interval: null, credits: 1_000, dailyCredits: 60, validityDays: 30 }],
    });
    expect(await begin({ currency: 'EUR' })).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
  });

  it('of a plan by its code, which has a price in each currency', async () => {
    const { planId } = await shop().db.planOnSale({ others: [{ amountMinor: 13_900, currency: 'CNY' }] });
    const code = `p${planId}`;
    const begin = async (asked: object) => {
      const person = await registerUser(shop().server);
      return orderOf(await pay({ product_id: code, ...asked }, undefined, person), person);
    };
    expect(await begin({ provider: 'sandbox' })).toMatchObject({ currency: 'USD', amountMinor: 2_000 });
    expect(await begin({ currency: 'CNY' })).toMatchObject({ currency: 'CNY', amountMinor: 13_900 });
    // It charges no other currency.
    expect(await begin({ provider: 'wechat' })).toMatchObject({ currency: 'CNY', amountMinor: 13_900 });
  });

  it('a repeat under one key, also at once, is one order and one page', async () => {
    const key = randomUUID();
    const person = await registerUser(shop().server);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => pay({ provider: 'stripe' }, key, person)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => String(body.data.request_id))).size).toBe(1);
    expect(await ordersOf(person)).toHaveLength(1);
  });

  it('what costs nothing is bought at once, and leads to the result', async () => {
    const free = await shop().db.planOnSale({ amountMinor: 0 });
    const person = await registerUser(shop().server);
    const { status, body } = await pay({ product_id: free.productId }, undefined, person);
    expect(status).toBe(201);
    const { request_id: requestId, checkout_url: address } = StartedPayment.parse(body.data);
    expect(address).toBe(`http://shop.example/app/checkout/result?request_id=${requestId}`);
    expect((await look(requestId, person)).body.data).toMatchObject({ status: 'paid', state: 'succeeded' });
    expect((await orderOf({ body }, person)).items).toMatchObject([
      { interval: 'month', credits: null, dailyCredits: null, validityDays: null, totalMinor: 0 },
    ]);
    // A plan that lives: another can't be bought beside it.
    const other = await shop().db.planOnSale();
    expect(await pay({ product_id: other.productId }, undefined, person)).toMatchObject({
      status: 409,
      body: { code: 'subscription_exists' },
    });
  });

  it('a year of a plan is shown with its end, not with that of its month', async () => {
    const year = await shop().db.planOnSale({ amountMinor: 0, interval: 'year' });
    const person = await registerUser(shop().server);
    const subscription = () => subscriptionOf(shop(), person);
    // What nobody bought has no end.
    expect((await subscription())?.endsAt ?? null).toBeNull();
    await pay({ product_id: year.productId }, undefined, person);
    const bought = await shop().db.one<{ ends_at: Date }>(
      'select ends_at from public.subscriptions where account_id = $1',
      [person.account.id],
    );
    const shown = await subscription();
    expect(shown?.endsAt).toBe(bought.ends_at.toISOString());
    expect(Date.parse(shown?.endsAt ?? '')).toBeGreaterThan(Date.parse(shown?.currentPeriodEnd ?? ''));
  });

  it('a plan for life has no end, and is told apart from one that was given', async () => {
    const life = await shop().db.planOnSale({ amountMinor: 0, interval: 'lifetime' });
    const person = await registerUser(shop().server);
    const subscription = () => subscriptionOf(shop(), person);
    const given = await shop().db.planOnSale();
    await shop().db.rows('select public.apply_plan_version(array[$1]::uuid[], $2, now())', [
      person.account.id,
      given.versionId,
    ]);
    expect(await subscription()).toMatchObject({ endsAt: null, isBought: false });
    await pay({ product_id: life.productId }, undefined, person);
    expect(await subscription()).toMatchObject({ endsAt: null, isBought: true });
  });

  it('the first that can charge it, where none is named', async () => {
    const { body } = await pay({ product_id: yuan.productId });
    expect(await stateOf(body.data.request_id)).toMatchObject({ provider: 'stripe' });
  });
});

describe('402 and 503', () => {
  it('a provider that says no leaves the order payable, and the key goes on with it', async () => {
    const key = randomUUID();
    shop().providers.stripe.spoil = () => ({
      status: 402,
      headers: {},
      body: '{"error":{"type":"card_error","code":"no"}}',
    });
    const refused = await pay({ provider: 'stripe' }, key);
    expect(refused).toMatchObject({
      status: 402,
      body: { code: 'payment_failed', order_id: expect.any(String) },
    });
    shop().providers.stripe.spoil = undefined;
    const { status, body } = await pay({ provider: 'stripe' }, key);
    expect(status).toBe(201);
    expect(body.data.order_id).toBe(refused.body.order_id);
    expect(body.data.request_id).toMatch(/02$/);
  });

  it('a provider that is silent leaves the attempt, which the key asks for again and is charged once', async () => {
    const key = randomUUID();
    const before = shop().providers.stripe.sessions.size;
    shop().providers.stripe.spoil = () => 'reset';
    const silent = await pay({ provider: 'stripe' }, key);
    expect(silent).toMatchObject({
      status: 503,
      body: { code: 'unavailable', order_id: expect.any(String) },
    });
    shop().providers.stripe.spoil = undefined;
    // Older than a request can be under way for.
    await shop().db.rows(
      `update public.payments set created_at = created_at - interval '16 seconds' where order_id = $1`,
      [silent.body.order_id],
    );
    const { status, body } = await pay({ provider: 'stripe' }, key);
    expect(status).toBe(201);
    expect(body.data.request_id).toMatch(/01$/);
    expect(shop().providers.stripe.sessions.size).toBe(before + 1);
  });
});

describe('refusals', () => {
  it('404 for what is not on sale', async () => {
    expect(await pay({ product_id: randomUUID() })).toMatchObject({ status: 404 });
    expect(await pay({ product_id: 'no-such-plan' })).toMatchObject({ status: 404 });
  });

  it('422 for a way back to somebody else, and for a provider that can’t charge it', async () => {
    expect(await pay({ success_url: 'https://evil.example/x' })).toMatchObject({ status: 422 });
    expect(await pay({ provider: 'alipay' })).toMatchObject({ status: 422 });
    const dear = await shop().db.package({ prices: [{ amountMinor: 2 ** 53 - 1, currency: 'USD' }] });
    for (const provider of ['stripe', 'sandbox']) {
      expect(await pay({ product_id: dear.productId, quantity: 2, provider })).toMatchObject({ status: 422 });
    }
    expect(await pay({ success_url: 'http://shop.example/thanks' })).toMatchObject({ status: 201 });
  });

  it('409 for another price than the buyer was shown, and nothing is ordered', async () => {
    const person = await registerUser(shop().server);
    const asked = { amount_minor: 1_899, provider: 'sandbox' };
    expect(await pay(asked, undefined, person)).toMatchObject({
      status: 409,
      body: { code: 'price_changed' },
    });
    expect(await ordersOf(person)).toEqual([]);
    expect((await pay({ ...asked, amount_minor: 1_999 }, undefined, person)).status).toBe(201);
    expect((await pay({ ...asked, amount_minor: 3_998, quantity: 2 }, undefined, person)).status).toBe(201);
  });

  it('404 for another’s payment, as for none', async () => {
    const { body } = await pay({});
    const other = await registerUser(shop().server);
    const theirs = await look(body.data.request_id, other);
    const none = await look('20261128ABCDEFGHJKMNPQ01', other);
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' });
  });
});

it('429 for who begins to pay more than 300 times a minute, and for nobody else', async () => {
  const person = await registerUser(shop().server);
  const statuses = [];
  for (let turn = 0; turn < 301; turn += 1) {
    statuses.push((await pay({ product_id: 'no-such-plan' }, undefined, person)).status);
  }
  expect(statuses.slice(299)).toEqual([404, 429]);
  expect((await pay({ product_id: 'no-such-plan' })).status).toBe(404);
});

describe('a payment', () => {
  it('is found by asking, where no callback came', async () => {
    const person = await registerUser(shop().server);
    const { body } = await pay({ provider: 'stripe' }, undefined, person);
    shop().providers.stripe.pay(body.data.session_id);
    expect((await look(body.data.request_id, person)).body.data).toMatchObject({
      status: 'paid',
      state: 'succeeded',
    });
    expect(await creditsOf(person)).toEqual([1_000, 0]);
  });

  it('is asked about once in three seconds, however many look', async () => {
    const { body } = await pay({ provider: 'wechat', product_id: yuan.productId });
    const before = shop().providers.wechat.received.length;
    await Promise.all(Array.from({ length: 8 }, () => look(body.data.request_id)));
    expect(shop().providers.wechat.received.length - before).toBe(1);
  });

  it('is asked about by the pump when it is due, and not before', async () => {
    const person = await registerUser(shop().server);
    const { body } = await pay({ provider: 'wechat', product_id: yuan.productId }, undefined, person);
    shop().providers.wechat.pay(body.data.request_id);
    await shop().db.rows('update public.payments set next_query_at = now() where order_id = $1', [
      body.data.order_id,
    ]);
    await waitUntil(async () => (await creditsOf(person))[0] === 1_000);
  });

  it('whose page was never handed out is closed after a minute', async () => {
    shop().providers.stripe.spoil = () => 'reset';
    const { body } = await pay({ provider: 'stripe' });
    await shop().db.rows('update public.payments set next_query_at = now() where order_id = $1', [
      body.order_id,
    ]);
    await waitUntil(async () => {
      const [payment] = await shop().db.payments(buyer.account.id, body.order_id);
      return payment?.state === 'closed';
    });
  });

  it('that is to go back is sent back once, and its credits with it', async () => {
    const person = await registerUser(shop().server);
    const { body } = await pay({ provider: 'stripe' }, undefined, person);
    shop().providers.stripe.pay(body.data.session_id);
    await look(body.data.request_id, person);
    const before = shop().providers.stripe.refunds.length;
    await shop().db.requestRefund(person.account.id, body.data.order_id, null, {
      at: new Date().toISOString(),
    });
    await waitUntil(
      async () => (await shop().db.order(person.account.id, body.data.order_id)).status === 'refunded',
    );
    expect(shop().providers.stripe.refunds.length - before).toBe(1);
    expect(await creditsOf(person)).toEqual([0, 0]);
  });
});

describe('a refund by an admin', () => {
  const refund = (orderId: string, body: object, what = 'refund') =>
    call(shop().server, 'post', `/admin/orders/${orderId}/${what}`, { token: admin, body });

  async function bought(provider: string, productId = pack.productId) {
    const person = await registerUser(shop().server);
    const { body } = await pay({ provider, product_id: productId }, undefined, person);
    const page = StartedPayment.parse(body.data);
    if (provider === 'stripe') shop().providers.stripe.pay(page.session_id);
    else if (provider === 'wechat') shop().providers.wechat.pay(page.request_id);
    else shop().providers.creem.pay(page.session_id, 420);
    await look(page.request_id, person);
    return { person, orderId: page.order_id };
  }

  it('is shown before, then given back in parts, with the goods in proportion', async () => {
    const { person, orderId } = await bought('stripe');
    const preview = await refund(orderId, { amountMinor: 1_000 }, 'refund/preview');
    expect(preview).toMatchObject({
      status: 200,
      body: {
        data: {
          amountMinor: 1_000,
          leftMinor: 999,
          status: 'partially_refunded',
          items: [{ takenUnits: 500 }],
        },
      },
    });
    expect(await creditsOf(person)).toEqual([1_000, 0]);
    expect(await refund(orderId, { amountMinor: 1_000, reason: 'a test' })).toMatchObject({ status: 201 });
    await waitUntil(
      async () => (await shop().db.order(person.account.id, orderId)).status === 'partially_refunded',
    );
    expect(await creditsOf(person)).toEqual([500, 0]);
    expect(await refund(orderId, { amountMinor: 1_000, reason: 'too much' })).toMatchObject({
      status: 409,
      body: { code: 'refund_exceeds' },
    });
    expect(await refund(orderId, { goods: 'keep', reason: 'goodwill' })).toMatchObject({
      status: 201,
      body: { data: { amountMinor: 999 } },
    });
    await waitUntil(async () => (await shop().db.order(person.account.id, orderId)).status === 'refunded');
    expect(await creditsOf(person)).toEqual([500, 0]);
  });

  it('is of the whole where the provider gives back no parts', async () => {
    const item = await shop().db.package({ prices: [{ amountMinor: 1_999, currency: 'USD' }] });
    await shop().db.rows(`update public.packages set code = 'pro' where id = $1`, [item.productId]);
    const { person, orderId } = await bought('creem', item.productId);
    expect(await refund(orderId, { amountMinor: 1, reason: 'a test' })).toMatchObject({
      status: 409,
      body: { code: 'refund_whole_only' },
    });
    // Our price, and the tax on top.
    expect(await refund(orderId, { reason: 'a test' })).toMatchObject({
      body: { data: { amountMinor: 2_419 } },
    });
    await waitUntil(async () => (await shop().db.order(person.account.id, orderId)).status === 'refunded');
  });

  it('is told to the provider without the reason, which it would show to the buyer', async () => {
    const { orderId } = await bought('wechat', yuan.productId);
    expect(await refund(orderId, { reason: 'Seems to be a fraud' })).toMatchObject({ status: 201 });
    const asked = () => shop().providers.wechat.received.filter(({ path }) => path.endsWith('/refunds'));
    await waitUntil(() => Promise.resolve(asked().length > 0));
    expect(JSON.parse(asked()[0]?.body ?? '')).not.toHaveProperty('reason');
  });

  it('404 for no such order', async () => {
    expect(await refund(randomUUID(), { reason: 'a test' })).toMatchObject({ status: 404 });
  });
});

it('what can be paid with is told to everybody, by currency', async () => {
  const { status, body } = await call(
    shop().server,
    'get',
    `/payments/providers?productId=${yuan.productId}`,
    {},
  );
  expect(status).toBe(200);
  expect(body.data).toEqual([
    { name: 'stripe', currencies: ['CNY'], kind: 'redirect' },
    { name: 'alipay', currencies: ['CNY'], kind: 'qr' },
    { name: 'wechat', currencies: ['CNY'], kind: 'qr' },
    { name: 'sandbox', currencies: ['CNY'], kind: 'redirect' },
  ]);
});
