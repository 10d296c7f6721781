import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { InboxEvent } from '../../../src/payments/admin-inbox/contract.ts';
import { StartedPayment } from '../../../src/payments/checkout/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { registerUser, signInAdmin, type Person } from '../../harness/identity/people.ts';
import { refunded } from '../../harness/orders/commands.ts';
import { type Item } from '../../harness/orders/orders.ts';
import { useShop } from '../../harness/orders/shop.ts';
import { callbackOf, type Paid } from '../../stand-ins/callbacks.ts';

const shop = useShop();
let admin: string;
let pack: Item;

beforeAll(async () => {
  admin = await signInAdmin(shop().server);
  pack = await shop().db.package();
});

async function opened(): Promise<{ person: Person; page: StartedPayment }> {
  const person = await registerUser(shop().server);
  const body = { product_id: pack.productId, provider: 'sandbox' };
  const answer = await call(shop().server, 'post', '/payments', { token: person.token, body });
  return { person, page: StartedPayment.parse(answer.body.data) };
}

/** Tells of money by a callback; the event, once it was looked at. */
async function told(paid: Partial<Paid>): Promise<InboxEvent> {
  const eventId = randomUUID();
  const { path, headers, body } = callbackOf.sandbox({
    reference: '20261128ABCDEFGHJKMNPQ01',
    moneyId: `money_${eventId}`,
    amountMinor: 1_000,
    currency: 'USD',
    eventId,
    ...paid,
  });
  await fetch(`${shop().server.url}${path}`, { method: 'POST', headers, body });
  let found: InboxEvent | undefined;
  await waitUntil(async () => {
    found = (await inbox('unhandled')).find((event) => event.eventId === eventId);
    return found !== undefined && found.state !== 'received';
  });
  return InboxEvent.parse(found);
}

async function inbox(state: string): Promise<InboxEvent[]> {
  const { body } = await call(shop().server, 'get', `/admin/payments/inbox?state=${state}&limit=100`, {
    token: admin,
  });
  return InboxEvent.array().parse(body.data);
}
const act = (event: InboxEvent, what: string, body?: object, key?: string) =>
  call(shop().server, 'post', `/admin/payments/inbox/${event.id}/${what}`, {
    token: admin,
    body,
    headers: key ? { 'idempotency-key': key } : {},
  });
const creditsOf = (person: Person) => shop().db.credits(person.account.id, new Date().toISOString());

it('shows what waits for an admin, and whose it is where that is known', async () => {
  const { person, page } = await opened();
  const mismatch = await told({ reference: page.request_id, amountMinor: 999 });
  const orphan = await told({});
  expect(mismatch).toMatchObject({
    provider: 'sandbox',
    state: 'mismatch',
    accountId: person.account.id,
    orderId: page.order_id,
    money: { amountMinor: 999, taxMinor: 0, currency: 'USD', providerPaymentId: expect.any(String) },
  });
  expect(orphan).toMatchObject({ state: 'orphan', reason: 'unknown_payment' });
  expect(orphan).not.toHaveProperty('accountId');
  expect((await inbox('mismatch')).map(({ id }) => id)).toContain(mismatch.id);
  expect((await inbox('orphan')).map(({ id }) => id)).not.toContain(mismatch.id);
});

describe('attaching', () => {
  it('makes money the order’s, once, and it buys what was ordered', async () => {
    const { person, page } = await opened();
    const event = await told({});
    const body = { accountId: person.account.id, orderId: page.order_id };
    const key = randomUUID();
    expect(await act(event, 'attach', body, key)).toMatchObject({
      status: 200,
      body: { data: { state: 'applied' } },
    });
    expect(await act(event, 'attach', body, key)).toMatchObject({ status: 200 });
    expect((await shop().db.order(person.account.id, page.order_id)).status).toBe('paid');
    expect(await creditsOf(person)).toEqual([1_000, 0]);
    const audit = await call(shop().server, 'get', '/admin/audit?action=payment_event.attached', {
      token: admin,
    });
    expect(audit.body.data).toHaveLength(1);
  });

  it('409 for what brings no money, 404 for an account or event that isn’t there', async () => {
    const { person } = await opened();
    const event = await told({});
    expect((await act(event, 'attach', { accountId: randomUUID() })).status).toBe(404);
    expect((await act({ ...event, id: randomUUID() }, 'replay')).status).toBe(404);
    await act(event, 'dismiss', { reason: 'not ours' });
    const news = { isTest: true, at: new Date().toISOString() };
    const id = await shop().db.receive([refunded('nobody’s money', 1)], news);
    await waitUntil(async () => (await inbox('orphan')).some((one) => one.id === id));
    expect((await act({ ...event, id }, 'attach', { accountId: person.account.id })).status).toBe(409);
  });
});

it('an event that is laid aside is gone from the list, and can be replayed', async () => {
  const { person, page } = await opened();
  const event = await told({ reference: page.request_id, amountMinor: 999 });
  expect(await act(event, 'dismiss', { reason: 'a test' })).toMatchObject({
    status: 200,
    body: { data: { state: 'dismissed', reason: 'a test' } },
  });
  expect((await inbox('unhandled')).map(({ id }) => id)).not.toContain(event.id);
  expect((await act(event, 'dismiss', { reason: 'again' })).status).toBe(409);
  expect(await act(event, 'replay')).toMatchObject({ status: 200, body: { data: { state: 'mismatch' } } });
  expect((await shop().db.order(person.account.id, page.order_id)).status).toBe('pending');
});

it('refused callbacks are told by day and reason', async () => {
  await fetch(`${shop().server.url}/api/pay/callback/sandbox`, { method: 'POST', body: '{}' });
  await shop().server.ctx.payments.refusals.stop();
  const { body } = await call(shop().server, 'get', '/admin/payments/refusals', { token: admin });
  expect(body.data).toMatchObject([{ provider: 'sandbox', reason: 'missing_signature', count: 1 }]);
});
