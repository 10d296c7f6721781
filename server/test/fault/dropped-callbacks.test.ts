import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase } from '../../src/db/pool.ts';
import { createComparison } from '../../src/health/comparison.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { askAbout } from '../../src/payments/asking/learn.ts';
import type { AskedPayment } from '../../src/payments/asking/queries.ts';
import type { Provider, ProviderName } from '../../src/payments/provider.ts';
import { createAlipay } from '../../src/payments/providers/alipay/alipay.ts';
import { createCreem } from '../../src/payments/providers/creem/creem.ts';
import { createStripe } from '../../src/payments/providers/stripe/stripe.ts';
import { createWechat } from '../../src/payments/providers/wechat/wechat.ts';
import { after } from '../harness/metering/metering.ts';
import { auditOrders } from '../harness/orders/orders-audit.ts';
import { OrdersDatabase, type Item, type Order } from '../harness/orders/orders.ts';
import { alipaySettings } from '../stand-ins/alipay.ts';
import { startAllProviders, type AllProviders } from '../stand-ins/all.ts';
import { checkoutOf, refundOf } from '../stand-ins/checkout.ts';
import { creemSettings } from '../stand-ins/creem.ts';
import { stripeSettings } from '../stand-ins/stripe.ts';
import { wechatSettings } from '../stand-ins/wechat.ts';

// No callback comes for two hours. The time of the database's functions is virtual; providers are asked over HTTP.

const hours = 2;
const everyMinutes = 6;
const names = ['stripe', 'creem', 'alipay', 'wechat'] as const;

let db: OrdersDatabase;
let servers: AllProviders;
let providers: ReadonlyMap<ProviderName, Provider>;
// What is told is applied at the real time, which must not be later.
const start = new Date().toISOString();
let now = start;

beforeAll(async () => {
  db = await OrdersDatabase.open();
  servers = await startAllProviders();
  const options = { clock: () => new Date(now) };
  const of = ({ url }: { url: string }) => ({ apiBase: url, isTest: false });
  providers = new Map([
    ['stripe', createStripe({ ...stripeSettings, ...of(servers.stripe) }, options)],
    ['creem', createCreem({ ...creemSettings, ...of(servers.creem) }, options)],
    ['alipay', createAlipay({ ...alipaySettings, ...of(servers.alipay) }, options)],
    ['wechat', createWechat({ ...wechatSettings, ...of(servers.wechat) }, options)],
  ]);
});
afterAll(async () => {
  await servers.stop();
  await db.close();
});

interface Bought {
  accountId: string;
  order: Order;
  paymentId: string;
  reference: string;
  checkoutId: string;
  provider: (typeof names)[number];
  /** When the buyer pays, if ever, and whether the provider gives all of it back an hour later. */
  payAt: string | undefined;
  isGivenBack: boolean;
}

async function open(item: Item, name: Bought['provider'], turn: number): Promise<Bought> {
  const accountId = await db.buyer(now);
  const currency = name === 'stripe' || name === 'creem' ? 'USD' : 'CNY';
  const order = await db.createOrder(accountId, [{ ...item, currency }], now);
  const { payment_id: paymentId, reference } = await db.openPayment(accountId, order.id, name, now);
  const page = await providers.get(name)!.create(
    checkoutOf({
      reference,
      currency,
      amountMinor: order.amount_minor,
      payUntil: new Date(after(now, { seconds: 31 * 60 })),
    }),
  );
  if (page.kind !== 'ok') throw new Error(page.kind);
  await db.answer(accountId, paymentId, { kind: 'page', ...page.value }, now);
  return {
    accountId,
    order,
    paymentId,
    reference,
    checkoutId: page.value.checkoutId,
    provider: name,
    // At once, in time, at the last minute; Creem's page can also be paid when the order has expired.
    payAt: [1, 12, 30, undefined, name === 'creem' ? 50 : 20].map((minutes) =>
      minutes === undefined ? undefined : after(now, { seconds: minutes * 60 }),
    )[turn % 5],
    isGivenBack: turn % 3 === 0 && name !== 'wechat',
  };
}

function pay({ provider, checkoutId, reference }: Bought): void {
  if (provider === 'stripe') servers.stripe.pay(checkoutId);
  else if (provider === 'creem') servers.creem.pay(checkoutId);
  else if (provider === 'alipay') servers.alipay.scan(reference, '10.00');
  else servers.wechat.pay(reference);
}

/** At the provider's own page, so under no number of ours. */
async function giveBack({ provider, checkoutId, reference, order }: Bought): Promise<void> {
  const answer = await providers.get(provider)!.refund(
    refundOf({
      reference,
      refundNumber: `panel of ${order.order_number}`.slice(0, 32),
      providerPaymentId: provider === 'creem' ? `tran_${checkoutId}` : `pi_${checkoutId}`,
      amountMinor: order.amount_minor,
      receivedMinor: order.amount_minor,
      currency: order.currency,
    }),
  );
  expect(answer).toMatchObject({ kind: 'ok', value: { state: 'succeeded' } });
}

const ctx = () => ({
  db: createDatabase(db.pool),
  logger: createLogger('silent'),
  wakeOutbox: () => undefined,
});

/** What the pumps of a node do at this time: attempts that are due are asked about, orders expire. */
async function pump(): Promise<void> {
  const due = await db.rows<AskedPayment>(
    `select account_id as "accountId", payment_id as "paymentId", reference, provider, state,
       checkout_id as "checkoutId", amount_minor as "amountMinor", currency
     from public.claim_queries(100, $1)`,
    [now],
  );
  for (const payment of due) await askAbout(ctx(), providers.get(nameOf(payment))!, payment);
  await db.rows(
    `select public.end_order(account_id, id, 'expired', null, $1) from public.orders
     where status = 'pending' and expires_at <= $1`,
    [now],
  );
}

const nameOf = ({ provider }: AskedPayment): ProviderName => {
  if (provider === 'none') throw new Error('Nobody is asked about what costs nothing');
  return provider;
};

/** The look of the health check; how many payments were not as their provider said. */
async function compare(): Promise<number> {
  const comparison = createComparison({ ctx: ctx(), providers }, now);
  await comparison.note('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  return (await comparison.ask(undefined)).length;
}

test('after two hours without a callback all orders are as their providers say, by asking', async () => {
  const item = await db.package({
    prices: [
      { amountMinor: 1_000, currency: 'USD' },
      { amountMinor: 1_000, currency: 'CNY' },
    ],
  });
  // What Creem sells goes by its code.
  await db.rows(`update public.packages set code = 'pro'`);
  const bought: Bought[] = [];
  const isDone = new Set<string>();
  const steps = (hours * 60) / everyMinutes;
  for (let step = 0; step <= steps + 20; step += 1) {
    now = after(start, { seconds: step * everyMinutes * 60 });
    if (step < steps) bought.push(await open(item, names[step % 4]!, step));
    for (const one of bought) {
      if (one.payAt !== undefined && one.payAt <= now && !isDone.has(one.reference)) {
        isDone.add(one.reference);
        pay(one);
      }
      const backAt = one.payAt && after(one.payAt, { hours: 1 });
      if (one.isGivenBack && backAt !== undefined && backAt <= now && !isDone.has(one.paymentId)) {
        isDone.add(one.paymentId);
        await giveBack(one);
      }
    }
    await pump();
  }
  // The last question about a page that Creem can't close is asked hours later.
  for (const later of [3, 9, 33, 57]) {
    now = after(start, { hours: hours + later });
    await pump();
  }
  // What was given back at the provider long after the payment is found by the night's look.
  expect(await compare()).toBe(0);

  const expected = bought.map(({ order, payAt, isGivenBack }) => [
    order.id,
    payAt === undefined ? 'expired' : isGivenBack ? 'refunded' : 'paid',
  ]);
  const found = await Promise.all(
    bought.map(async ({ accountId, order }) => [order.id, (await db.order(accountId, order.id)).status]),
  );
  expect(found).toEqual(expected);
  expect(new Set(expected.map(([, status]) => status))).toEqual(new Set(['expired', 'refunded', 'paid']));
  for (const { accountId, payAt, isGivenBack } of bought) {
    expect(await db.credits(accountId, now)).toEqual([payAt === undefined || isGivenBack ? 0 : 1_000, 0]);
  }
  expect(await auditOrders(db.pool)).toEqual([]);
  // It compares: what is changed past all doors is found, and is named once more by the look that finds it mended.
  const [first] = bought.filter(({ payAt, isGivenBack }) => payAt !== undefined && !isGivenBack);
  await db.rows('update public.payments set received_minor = 999 where id = $1', [first!.paymentId]);
  expect(await compare()).toBe(1);
  await db.rows('update public.payments set received_minor = 1000 where id = $1', [first!.paymentId]);
  expect(await compare()).toBe(1);
  expect(await compare()).toBe(0);
}, 120_000);
