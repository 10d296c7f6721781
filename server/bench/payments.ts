import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sandboxSecretOf, signCallback } from '../src/payments/providers/sandbox/signature.ts';
import { withClient } from './database.ts';
import { freshKey, median, runLoad, show, type Figures, type Request } from './load-tool.ts';
import { jwtSecret, type Target } from './processes.ts';
import { call, type Subject } from './server-under-load.ts';

/** Who begins orders, so many that none is limited, and who has very many of them. */
const buyers = 90;
const ordersOfOne = 10_000;
/** As many as anybody can send bad signatures a second. */
const floodPerSecond = 5_000;

export interface PaymentBench {
  databaseUrl: string;
  meterstone: Target;
  express: Target;
  subject: Subject;
  seconds: number;
  rounds: number;
  /** Orders in all, when an admin looks at them. */
  orders: number;
  say: (line: string) => void;
}

/** Callbacks, orders and lists of them; and what a flood of forged callbacks costs others. */
export async function measurePayments(bench: PaymentBench): Promise<void> {
  const { databaseUrl, meterstone, express, subject, seconds, rounds, orders, say } = bench;
  const packageId = await makePackage(subject);
  const tokens = await register(subject);
  const rates: Record<string, number[]> = {
    express: [],
    callbacks: [],
    'bad signatures': [],
    'orders created': [],
  };
  const note = async (name: string, target: Target, next: () => Request, isRefused = false) => {
    const { perSecond, failures } = await runLoad({
      url: target.url,
      next,
      connections: 128,
      seconds,
      isRefused,
    });
    if (failures > 0) say(`! ${name}: ${failures} failures`);
    rates[name]?.push(perSecond);
  };
  for (let round = 0; round < rounds; round += 1) {
    await note('express', express, callback);
    await note('callbacks', meterstone, callback);
    await note('bad signatures', meterstone, forged, true);
    await note('orders created', meterstone, () => newOrder(packageId, tokens));
    await emptyInbox(databaseUrl);
  }
  const bare = median(rates['express'] ?? []);
  say('\n## Payments at 128 connections (a second, medians) | × Express with the same body');
  for (const [name, values] of Object.entries(rates)) {
    say(`${name} | ${Math.round(median(values))} | ${(median(values) / bare).toFixed(2)}`);
  }

  await flood(bench);
  const [first = ''] = tokens;
  await growOrders(databaseUrl, orders);
  say('\n## Lists of orders, in ms: connections | p50 | p99 | a second');
  const lists: [string, () => Request][] = [
    [`a buyer’s, of ${ordersOfOne}`, () => get('/api/orders', first)],
    [`a buyer’s, paid, of ${ordersOfOne}`, () => get('/api/orders?status=paid', first)],
    [`admin’s, of ${orders}`, () => get('/api/admin/orders', subject.adminToken)],
    [`admin’s, refunded, of ${orders}`, () => get('/api/admin/orders?status=refunded', subject.adminToken)],
    [`admin’s, by number, of ${orders}`, () => get('/api/admin/orders?q=20200101', subject.adminToken)],
  ];
  for (const [name, next] of lists) {
    for (const connections of [1, 8]) {
      say(
        `${name} | ${connections} | ${show(await runLoad({ url: meterstone.url, next, connections, seconds }))}`,
      );
    }
  }
}

/** How much slower others are served while somebody sends forged callbacks as fast as we expect at most. */
async function flood({ meterstone, seconds, rounds, say }: PaymentBench): Promise<void> {
  const plans = () =>
    runLoad({ url: meterstone.url, next: () => get('/api/plans'), connections: 16, seconds });
  const alone: Figures[] = [];
  const beside: Figures[] = [];
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await plans());
    const flooding = runLoad({
      url: meterstone.url,
      next: forged,
      connections: 64,
      // As long as the other, with its warm-up.
      seconds: seconds + 2,
      perSecond: floodPerSecond,
      isRefused: true,
    });
    beside.push(await plans());
    sent = (await flooding).perSecond;
  }
  const rateOf = (figures: readonly Figures[]) => median(figures.map(({ perSecond }) => perSecond));
  const [before, during] = [rateOf(alone), rateOf(beside)];
  say(`\n## GET /api/plans beside bad signatures (16 connections, load tool on the same cores)`);
  say(`alone ${alone.slice(0, 1).map(show).join()} | beside ${beside.slice(0, 1).map(show).join()}`);
  say(
    `medians a second: ${Math.round(before)} alone, ${Math.round(during)} beside ${Math.round(sent)} bad ones: × ${(during / before).toFixed(2)}`,
  );
}

const secret = sandboxSecretOf(jwtSecret);
const path = '/api/pay/callback/sandbox';

/** News of an attempt that is of nobody: it is kept, and waits. */
function callback(): Request {
  const body = JSON.stringify({
    id: freshKey(),
    type: 'payment.succeeded',
    createdAt: new Date().toISOString(),
    reference: 'bench',
    paymentId: randomUUID(),
    amountMinor: 1_999,
    currency: 'USD',
  });
  return {
    method: 'POST',
    path,
    body,
    headers: { 'Sandbox-Signature': signCallback(secret, body, new Date()) },
  };
}

const badBody = JSON.stringify({ id: 'x', type: 'payment.succeeded', reference: 'bench', amountMinor: 1 });

function forged(): Request {
  const headers = { 'Sandbox-Signature': `t=${Math.floor(Date.now() / 1_000)},v1=${'0'.repeat(64)}` };
  return { method: 'POST', path, body: badBody, headers };
}

function newOrder(productId: string, tokens: readonly string[]): Request {
  const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
  const body = JSON.stringify({ items: [{ productKind: 'package', productId }] });
  return { method: 'POST', path: '/api/orders/create', token, body };
}

const get = (address: string, token?: string): Request =>
  token === undefined ? { method: 'GET', path: address } : { method: 'GET', path: address, token };

async function makePackage({ url, adminToken }: Subject): Promise<string> {
  const text = { en: 'Bench', 'zh-CN': 'Bench' };
  const made = await call(url, 'POST', '/api/admin/products/packages', adminToken, {
    code: 'bench',
    name: text,
    description: text,
    status: 'active',
    credits: 1_000,
    validityDays: 30,
    prices: [{ amountMinor: 1_999, currency: 'USD' }],
  });
  return z.string().parse(made['id']);
}

async function register({ url }: Subject): Promise<string[]> {
  const tokens: string[] = [];
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    const email = `buyer-${buyer}@example.com`;
    const person = { email, password: 'Battery-staple-7', name: 'Buyer' };
    const { accessToken } = await call(url, 'POST', '/api/auth/register', undefined, person);
    tokens.push(z.string().parse(accessToken));
  }
  return tokens;
}

/** So that what waits of one round is not tried again in the next. */
async function emptyInbox(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) => client.query(`delete from public.provider_events`));
}

/** Paid orders of the first buyer, and of everybody until there are so many. */
async function growOrders(databaseUrl: string, total: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(`
      set session_replication_role = replica;
      create temporary table grown as
      select
        case when n <= ${ordersOfOne} then first.id else other.ids[1 + n % cardinality(other.ids)] end as account_id,
        public.uuid_v7(now() - n * interval '30 seconds') as id, public.uuid_v7() as payment_id,
        '20200101' || lpad(n::text, 14, '0') as number, now() - n * interval '30 seconds' as at,
        case n % 10 when 0 then 'refunded' when 1 then 'expired' else 'paid' end as status
      from generate_series(1, ${total}) as n
      cross join (
        select member.account_id as id from public.account_members as member
        join public.users on users.id = member.user_id where users.email = 'buyer-0@example.com'
      ) as first
      cross join (
        select array_agg(id order by id) as ids from public.accounts where name = 'Bench'
      ) as other;
      insert into public.orders (
        account_id, id, order_number, status, currency, amount_minor, refunded_minor, kept_payment_id, is_test,
        created_at, expires_at, status_at
      )
      select account_id, id, number, status, 'USD', 1999, case status when 'refunded' then 1999 else 0 end,
        case when status <> 'expired' then payment_id end, true, at, at + interval '30 minutes', at
      from grown;
      insert into public.order_items (
        account_id, id, order_id, position, product_kind, product_id, version_id, name, quantity, unit_price_minor,
        total_minor, snapshot
      )
      select account_id, public.uuid_v7(at), id, 1, 'package', id, id, '{"en": "Bench"}', 1, 1999, 1999, '{}'
      from grown;
      insert into public.payments (
        account_id, id, order_id, attempt, reference, provider, is_test, state, amount_minor, currency, received_minor,
        provider_payment_id, paid_at, role, created_at
      )
      select account_id, payment_id, id, 1, number || '01', 'sandbox', true, 'succeeded', 1999, 'USD', 1999, number, at,
        'kept', at
      from grown where status <> 'expired';
      drop table grown`);
    await client.query('vacuum analyze public.orders, public.order_items, public.payments');
  });
}
