import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { StartedPayment } from '../../src/payments/checkout/contract.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { call } from '../harness/http/contract.ts';
import { registerUser } from '../harness/identity/people.ts';
import type { Item } from '../harness/orders/orders.ts';
import { useShop } from '../harness/orders/shop.ts';
import { signStripe } from '../stand-ins/callbacks.ts';
import { standIns, type StandIn } from '../stand-ins/desk/buyer.ts';
import { Courier, undisturbed } from '../stand-ins/desk/courier.ts';
import { openDesk, type Desk } from '../stand-ins/desk/desk.ts';

let desk: Desk;
let item: Item;
const shop = useShop({
  pages: async () => {
    desk = await openDesk({ servers: () => shop().providers, shop: () => shop().server.url });
    return desk.url;
  },
});

beforeAll(async () => {
  item = await shop().db.package({
    prices: [
      { amountMinor: 1_999, currency: 'USD' },
      { amountMinor: 13_900, currency: 'CNY' },
    ],
  });
  await shop().db.rows(`update public.packages set code = 'pro'`);
});
afterEach(() => {
  desk.courier.switches = undisturbed;
  desk.courier.log.length = 0;
});
afterAll(() => desk.stop());

async function opened(provider: StandIn) {
  const person = await registerUser(shop().server);
  const { body } = await call(shop().server, 'post', '/payments', {
    token: person.token,
    body: { product_id: item.productId, provider },
  });
  const page = StartedPayment.parse(body.data);
  const address = page.code_url ?? page.checkout_url;
  return { address, orderId: page.order_id, accountId: person.account.id };
}

type Opened = Awaited<ReturnType<typeof opened>>;

const press = (address: string, form: Record<string, string>) =>
  fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
const statusOf = async ({ accountId, orderId }: Opened) => (await shop().db.order(accountId, orderId)).status;
const creditsOf = ({ accountId }: Opened) => shop().db.credits(accountId, new Date().toISOString());
const came = () =>
  desk.courier.log.map(
    ({ what, came: status }) => `${what.split(' ')[0]} ${what.includes('forged') ? 'forged ' : ''}${status}`,
  );

describe.each(standIns)('%s', (provider) => {
  it('has a page where one can pay, and calls back; its panel gives back', async () => {
    const order = await opened(provider);
    expect(await (await fetch(order.address)).text()).toContain(
      provider === 'stripe' || provider === 'creem' ? '19.99 USD' : '139.00 CNY',
    );
    const paid = await press(order.address, { act: 'pay' });
    expect(paid.status).toBe(provider === 'stripe' || provider === 'creem' ? 303 : 200);
    await waitUntil(async () => (await statusOf(order)) === 'paid');
    expect(await creditsOf(order)).toEqual([1_000, 0]);
    expect(await (await fetch(desk.url)).text()).toContain('<td>200</td>');
    await press(order.address.replace('/pay/', '/panel/'), {});
    await waitUntil(async () => (await statusOf(order)) === 'refunded');
    expect(await creditsOf(order)).toEqual([0, 0]);
  });

  it('comes to one grant, though its callbacks come late, five at once, and after a forged one', async () => {
    const order = await opened(provider);
    desk.courier.switches = { ...undisturbed, times: 5, isForged: true, delayMs: 1_000 };
    await press(order.address, { act: 'pay' });
    expect(desk.courier.log).toEqual([]);
    await desk.advance(1_000);
    expect(came().filter((line) => line.includes('forged'))).toEqual([expect.stringMatching(/forged 400$/)]);
    expect(came().filter((line) => line.endsWith(' 200'))).toHaveLength(5);
    await waitUntil(async () => (await statusOf(order)) === 'paid');
    expect(await creditsOf(order)).toEqual([1_000, 0]);
  });

  it('tries again by its schedule, until it is taken', async () => {
    const order = await opened(provider);
    desk.courier.switches = { ...undisturbed, isDropped: true };
    await press(order.address, { act: 'pay' });
    expect(came()).toEqual([expect.stringMatching(/ lost$/)]);
    desk.courier.switches = undisturbed;
    await desk.advance(5 * 60_000);
    expect(came()).toEqual([expect.stringMatching(/ lost$/), expect.stringMatching(/ 200$/)]);
    expect(desk.courier.waiting).toBe(0);
    await waitUntil(async () => (await statusOf(order)) === 'paid');
  });
});

it('Stripe: what takes days is pending, then paid; a card that is refused leaves the page open; one can go back', async () => {
  const order = await opened('stripe');
  expect(await (await press(order.address, { act: 'fail' })).text()).toContain('The card was refused.');
  const back = await press(order.address, { act: 'cancel' });
  expect([back.status, back.headers.get('location')]).toEqual([303, expect.stringContaining('shop.example')]);
  await press(order.address, { act: 'later' });
  await waitUntil(
    async () => (await shop().db.payments(order.accountId, order.orderId))[0]?.state === 'processing',
  );
  expect(await statusOf(order)).toBe('pending');
  await desk.advance(5_000);
  await waitUntil(async () => (await statusOf(order)) === 'paid');
});

it('callbacks of one moment come in any order where they are shuffled, else as they were taken', async () => {
  const courier = new Courier(() => shop().server.url);
  const names = Array.from({ length: 30 }, (_, index) => `event ${index}`);
  const bring = async (isShuffled: boolean) => {
    courier.log.length = 0;
    courier.switches = { ...undisturbed, isDropped: true, isShuffled };
    for (const name of names) courier.take('stripe', name, () => signStripe({ id: name }));
    await courier.advance(0);
    return courier.log.map(({ what }) => what);
  };
  expect(await bring(false)).toEqual(names);
  const shuffled = await bring(true);
  expect(shuffled).not.toEqual(names);
  expect(shuffled.toSorted()).toEqual(names.toSorted());
});

it('the desk sets the switches that its form says, and moves the clock on', async () => {
  await press(`${desk.url}/switches`, { times: '3', delaySeconds: '90', isForged: 'on' });
  expect(desk.courier.switches).toEqual({ ...undisturbed, times: 3, delayMs: 90_000, isForged: true });
  const order = await opened('stripe');
  await press(order.address, { act: 'pay' });
  await press(`${desk.url}/clock`, { minutes: '1' });
  expect(desk.courier.log).toEqual([]);
  await press(`${desk.url}/clock`, { minutes: '1' });
  expect(came().filter((line) => line.endsWith(' 200'))).toHaveLength(3);
  for (const name of ['isShuffled', 'isDropped', 'isForged', 'isOld'] as const) {
    await press(`${desk.url}/switches`, { [name]: 'on' });
    expect(desk.courier.switches).toEqual({ ...undisturbed, [name]: true });
    expect(await (await fetch(desk.url)).text()).toContain(`name="${name}" checked`);
  }
});

it.each(['stripe', 'wechat'] as const)(
  '%s: what was signed ten minutes ago is thrown away',
  async (provider) => {
    const order = await opened(provider);
    desk.courier.switches = { ...undisturbed, isOld: true };
    await press(order.address, { act: 'pay' });
    expect(came()).toEqual([expect.stringMatching(/ 400$/)]);
    expect(await statusOf(order)).toBe('pending');
  },
);

it('WeChat: a refund of ours ends when its notification comes', async () => {
  const order = await opened('wechat');
  await press(order.address, { act: 'pay' });
  await waitUntil(async () => (await statusOf(order)) === 'paid');
  await shop().db.requestRefund(order.accountId, order.orderId, null, { at: new Date().toISOString() });
  await waitUntil(
    () =>
      shop().providers.wechat.refunds.size > 0 &&
      [...shop().providers.wechat.refunds.values()].some(({ status }) => status === 'PROCESSING'),
  );
  await desk.advance(0);
  await waitUntil(async () => (await statusOf(order)) === 'refunded');
});
