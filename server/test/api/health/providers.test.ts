import { beforeAll, expect, it } from '@jest/globals';
import { HealthReport } from '../../../src/health/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser, signInAdmin } from '../../harness/identity/people.ts';
import { paid } from '../../harness/orders/commands.ts';
import { type Item } from '../../harness/orders/orders.ts';
import { useShop } from '../../harness/orders/shop.ts';

const shop = useShop();
let pack: Item;
let admin: string;

beforeAll(async () => {
  pack = await shop().db.package({ prices: [{ amountMinor: 1_999, currency: 'USD' }] });
  admin = await signInAdmin(shop().server);
});

const send = (method: 'get' | 'post', path: string, body?: object) =>
  call(shop().server, method, path, { token: admin, body });
const repair = (findingId: string | undefined) => send('post', '/admin/health/repairs', { findingId });

async function run(): Promise<HealthReport> {
  const { body } = await send('post', '/admin/health/run');
  const read = async () => HealthReport.parse((await send('get', '/admin/health/report')).body.data);
  await waitUntil(async () => {
    const { underWay, lastFull } = await read();
    return underWay === null && (lastFull?.startedAt ?? '') >= String(body.data.startedAt);
  });
  return read();
}

async function opened() {
  const person = await registerUser(shop().server);
  const { body } = await call(shop().server, 'post', '/payments', {
    token: person.token,
    body: { product_id: pack.productId, provider: 'stripe' },
  });
  return {
    accountId: person.account.id,
    orderId: String(body.data.order_id),
    page: String(body.data.session_id),
  };
}

const statusOf = async ({ accountId, orderId }: Awaited<ReturnType<typeof opened>>) =>
  (await shop().db.order(accountId, orderId)).status;

it('a look asks providers: a payment that nobody told us of is booked, and nothing differs', async () => {
  const one = await opened();
  shop().providers.stripe.pay(one.page);
  const { status, findings, checks } = await run();
  expect({ status, findings }).toEqual({ status: 'sound', findings: [] });
  expect(checks.map(({ check }) => check)).toEqual([
    'balances',
    'ledger',
    'packages',
    'orders',
    'providers',
    'configuration',
    'anomalies',
  ]);
  expect(await statusOf(one)).toBe('paid');
});

it('what is otherwise there than here is named, and no longer once an admin has attached the money', async () => {
  const one = await opened();
  const session = shop().providers.stripe.sessions.get(one.page);
  Object.assign(session!, { amount_subtotal: 999 });
  shop().providers.stripe.pay(one.page);
  const { findings } = await run();
  expect(findings).toMatchObject([
    {
      check: 'providers',
      rule: 'what was paid at the provider was paid here',
      accountId: one.accountId,
      row: { order: one.orderId, provider: 'stripe' },
      found: '0',
      expected: '999',
      repair: 'apply_answer',
    },
  ]);
  expect((await fetch(`${shop().server.url}/metrics`).then((answer) => answer.text())).split('\n')).toContain(
    'meterstone_health_findings{check="providers"} 1',
  );
  // Nothing is booked that was not asked for.
  expect(await repair(findings[0]?.id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
  expect(await statusOf(one)).toBe('pending');

  const inbox = await send('get', '/admin/payments/inbox?state=mismatch');
  const [event] = inbox.body.data;
  await send('post', `/admin/payments/inbox/${String(event.id)}/attach`, {
    accountId: one.accountId,
    orderId: one.orderId,
  });
  expect((await run()).findings).toEqual([]);
});

it('a provider that does not answer makes no finding, and takes none back', async () => {
  const one = await opened();
  Object.assign(shop().providers.stripe.sessions.get(one.page)!, { amount_subtotal: 999 });
  shop().providers.stripe.pay(one.page);
  const { findings } = await run();
  expect(findings).toHaveLength(1);
  const { stripe } = shop().providers;
  const asked = stripe.received.length;
  stripe.spoil = () => 'reset';
  expect((await run()).findings.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
  expect(stripe.received.length).toBeGreaterThan(asked);
  stripe.spoil = undefined;
  Object.assign(stripe.sessions.get(one.page)!, { status: 'expired' });
  expect((await run()).findings).toEqual([]);
});

it('a dead letter is replayed by its repair, which is written down', async () => {
  const { accountId, orderId, page } = await opened();
  const { reference } = await shop().db.one<{ reference: string }>(
    'select reference from public.payments where order_id = $1',
    [orderId],
  );
  const money = { amount_minor: 1_999, currency: 'USD' };
  const id = await shop().db.receive([paid(reference, money, { providerPaymentId: `pi_${page}` })], {
    provider: 'stripe',
    isTest: true,
    at: '2100-01-01T00:00:00Z',
  });
  await shop().db.rows(`update public.provider_events set state = 'dead' where id = $1`, [id]);
  const { findings } = await run();
  expect(findings).toMatchObject([
    {
      rule: 'what providers say has its effect',
      accountId: null,
      row: { event: id },
      repair: 'replay_event',
    },
  ]);
  expect((await repair(findings[0]?.id)).status).toBe(200);
  expect((await shop().db.order(accountId, orderId)).status).toBe('paid');
  const { body } = await send('get', '/admin/audit?action=health.repaired');
  expect(body.data).toMatchObject([{ target: 'replay_event', details: { row: { event: id } } }]);
});
