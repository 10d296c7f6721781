import { beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentStatus, StartedPayment } from '../../../src/payments/checkout/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser, type Person } from '../../harness/identity/people.ts';
import type { Item } from '../../harness/orders/orders.ts';
import { useShop } from '../../harness/orders/shop.ts';

const shop = useShop();
let pack: Item;

beforeAll(async () => {
  pack = await shop().db.package({ prices: [{ amountMinor: 1_999, currency: 'USD' }] });
});

const look = (requestId: string, person: Person) =>
  call(shop().server, 'get', `/payments/${requestId}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
const creditsOf = (person: Person) => shop().db.credits(person.account.id, new Date().toISOString());

describe('the sandbox’s page', () => {
  async function open(person: Person, { productId }: Item = pack) {
    const { body } = await call(shop().server, 'post', '/payments', {
      body: { product_id: productId, provider: 'sandbox' },
      headers: { authorization: `Bearer ${person.token}` },
    });
    const { pathname, search } = new URL(body.data.checkout_url);
    return { ...StartedPayment.parse(body.data), address: `${shop().server.url}${pathname}${search}` };
  }
  const act = (address: string, name: string) =>
    fetch(address, { method: 'POST', body: new URLSearchParams({ act: name }), redirect: 'manual' });

  it.each([
    ['en', 'Pay later', '$19.99'],
    ['zh-CN', '稍后支付', 'US$19.99'],
  ])('is in %s, and shows what is paid', async (language, button, sum) => {
    const { address } = await open(await registerUser(shop().server));
    const response = await fetch(address, { headers: { 'accept-language': language } });
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(button);
    expect(html).toContain(sum);
    expect((await fetch(`${address}A`)).status).toBe(404);
  });

  it('is in the language that the buyer has chosen, and says how long a plan runs', async () => {
    const person = await registerUser(shop().server, { locale: 'zh-CN' });
    const { address } = await open(person, await shop().db.planOnSale({ interval: 'year' }));
    const html = await (await fetch(address, { headers: { 'accept-language': 'en' } })).text();
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toMatch(/<li>\S+ · 一年<\/li>/);
    const { address: packed } = await open(person);
    expect(await (await fetch(packed)).text()).toMatch(/<li>.+ × 1<\/li>/);
  });

  it.each([
    ['pay', 'paid', 'succeeded', 1_000],
    ['twice', 'paid', 'succeeded', 1_000],
    ['fail', 'pending', 'open', 0],
    ['cancel', 'pending', 'open', 0],
  ])('%s: the order is %s, by a callback', async (name, status, state, credits) => {
    const person = await registerUser(shop().server);
    const page = await open(person);
    const response = await act(page.address, name);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(
      `http://shop.example/app/checkout/result?${name === 'cancel' ? 'left=true&' : ''}request_id=${page.request_id}`,
    );
    const orderIs = async () => (await shop().db.order(person.account.id, page.order_id)).status === status;
    await waitUntil(orderIs);
    const told = { fail: 'payment_failed', cancel: 'payment_left' }[name] ?? 'payment_succeeded';
    await waitUntil(async () => (await shop().db.told(person.account.id, page.order_id)).includes(told));
    expect((await look(page.request_id, person)).body.data.refused).toBe(name === 'fail');
    expect((await look(page.request_id, person)).body.data).toMatchObject({ status, state });
    await waitUntil(async () => (await creditsOf(person))[0] === credits);
    if (name === 'twice') {
      // The second sum goes back by itself.
      await waitUntil(async () => {
        const [refund] = await shop().db.refunds(person.account.id, page.order_id);
        return refund?.state === 'succeeded' && refund.cause === 'surplus' && refund.amount_minor === 1_999;
      });
    }
  });

  it('a refund of what was paid there goes back at once', async () => {
    const person = await registerUser(shop().server);
    const page = await open(person);
    await act(page.address, 'pay');
    await waitUntil(async () => (await creditsOf(person))[0] === 1_000);
    await shop().db.requestRefund(person.account.id, page.order_id, null, { at: new Date().toISOString() });
    await waitUntil(
      async () => (await shop().db.order(person.account.id, page.order_id)).status === 'refunded',
    );
    expect(await creditsOf(person)).toEqual([0, 0]);
  });

  it('later: on its way at once, and paid when it is asked about', async () => {
    const person = await registerUser(shop().server);
    const page = await open(person);
    await act(page.address, 'later');
    await waitUntil(
      async () => (await shop().db.payments(person.account.id, page.order_id))[0]?.state === 'processing',
    );
    await waitUntil(
      async () => PaymentStatus.parse((await look(page.request_id, person)).body.data).status === 'paid',
    );
    expect(await creditsOf(person)).toEqual([1_000, 0]);
  });
});
