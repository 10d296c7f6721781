import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../harness/clock/wait.ts';
import { auditCredits } from '../harness/credits/credits-audit.ts';
import { registerUser, signInAdmin, type Person } from '../harness/identity/people.ts';
import { between, createLoadClient, isAcknowledged, rounds, type Answer } from '../harness/load/load.ts';
import { auditOrders } from '../harness/orders/orders-audit.ts';
import { OrdersDatabase, type Item } from '../harness/orders/orders.ts';
import { freePort } from '../harness/processes/free-port.ts';
import { startServerProcess, type ServerProcess } from '../harness/processes/processes.ts';
import { startAllProviders, type AllProviders } from '../stand-ins/all.ts';
import { signStripe, type Callback } from '../stand-ins/callbacks.ts';

// Two nodes are killed (-9) at one step of a purchase, each as it comes there; then two others go on. Every event is
// sent one to five times, shuffled, to both. With FAULT_ROUNDS set, at each step; else at those after which something
// is known elsewhere.

type Point =
  | { phase: 'before' | 'after' | 'committed'; calls: string }
  /** When the provider has done what it was asked for, before it answers. */
  | { phase: 'asked'; path: string };

const points: Point[] = [
  { phase: 'before', calls: 'create_order' },
  { phase: 'after', calls: 'create_order' },
  { phase: 'after', calls: 'open_payment' },
  { phase: 'committed', calls: 'open_payment' },
  { phase: 'asked', path: '/v1/checkout/sessions' },
  { phase: 'before', calls: 'note_provider_answer' },
  { phase: 'after', calls: 'note_provider_answer' },
  { phase: 'committed', calls: 'note_provider_answer' },
  { phase: 'before', calls: 'receive_event' },
  { phase: 'committed', calls: 'receive_event' },
  { phase: 'before', calls: 'apply_event' },
  { phase: 'after', calls: 'apply_event' },
  { phase: 'committed', calls: 'apply_event' },
  { phase: 'after', calls: 'request_refund' },
  { phase: 'committed', calls: 'request_refund' },
  { phase: 'asked', path: '/v1/refunds' },
  { phase: 'before', calls: 'note_refund_answer' },
  { phase: 'after', calls: 'note_refund_answer' },
  { phase: 'committed', calls: 'note_refund_answer' },
];

const chosen = points.filter(({ phase }) => rounds(1) > 1 || phase === 'asked' || phase === 'committed');

const hook = pathToFileURL(join(import.meta.dirname, '../harness/processes/fault-point.ts')).href;

const price = 1_999;
const part = 700;

let db: OrdersDatabase;
let servers: AllProviders;
let item: Item;
let buyer: Person;
let admin: string;
let nodes: ServerProcess[] = [];

/** Two nodes at ports of their own, which browsers and providers know under one address. */
const startNodes = (env: Record<string, string> = {}) =>
  Promise.all(
    [1, 2].map(async () => {
      const port = await freePort();
      const own = { ...servers.env, PORT: String(port), LOG_LEVEL: 'silent', ...env };
      return {
        ...(await startServerProcess(db.connectionString, own)),
        url: `http://127.0.0.1:${port}`,
      };
    }),
  );

beforeAll(async () => {
  db = await OrdersDatabase.open();
  servers = await startAllProviders();
  item = await db.package({ prices: [{ amountMinor: price, currency: 'USD' }] });
  nodes = await startNodes();
  buyer = await registerUser(nodes[0]!);
  admin = await signInAdmin(nodes[0]!);
  await Promise.all(nodes.map((node) => node.kill()));
}, 120_000);
afterEach(async () => {
  servers.stripe.spoil = undefined;
  await Promise.all(nodes.map((node) => node.kill()));
});
afterAll(async () => {
  await servers.stop();
  await db.close();
});

/** A purchase from its beginning to its refund, by whatever nodes there are. */
class Course {
  #key = randomUUID();
  orderId = '';
  #page = '';

  /** Asks one node, then the other; once both are gone, others take their place. */
  async post(token: string, path: string, body: object): Promise<Answer> {
    const load = createLoadClient(token);
    for (let turn = 0; ; turn += 1) {
      const answer = await load.post(nodes[turn % 2]!, path, body, {
        headers: { 'idempotency-key': this.#key },
      });
      if (isAcknowledged(answer)) {
        load.close();
        return answer;
      }
      if (turn > 40) throw new Error(`${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
      await this.replaceDead();
      // Who repeats it later than a request can be under way for; tests need not wait for that.
      await db.rows(
        `update public.payments set created_at = created_at - interval '16 seconds' where state = 'intent'`,
      );
    }
  }

  async replaceDead(): Promise<void> {
    if (nodes.some((node) => node.endedBy() === null)) return;
    await Promise.all(nodes.map((node) => node.kill()));
    nodes = await startNodes();
    // As if the leases of those that died were over.
    await db.rows(`update public.provider_events set retry_at = now() where state in ('received', 'failed')`);
    await db.rows(`update public.refunds set send_at = now() where state in ('requested', 'pending')`);
  }

  async buy(): Promise<void> {
    const { body } = await this.post(buyer.token, '/payments', {
      product_id: item.productId,
      provider: 'stripe',
    });
    const { data }: { data: { order_id: string; session_id: string } } = Object(body);
    this.orderId = data.order_id;
    this.#page = data.session_id;
  }

  /** The buyer pays, and Stripe tells of it by two events. */
  async pay(): Promise<void> {
    const session = { ...servers.stripe.pay(this.#page) };
    const tell = (type: string) => eventOf(type, session);
    await this.tell([tell('checkout.session.completed'), tell('checkout.session.async_payment_succeeded')]);
    await this.untilStatus('paid');
  }

  /** A part goes back, under which nodes are killed, then the rest: only a part could go back twice. */
  async refund(): Promise<void> {
    const reason = 'Not as it was told';
    await this.giveBack({ amountMinor: part, goods: 'take', reason });
    await this.untilStatus('partially_refunded');
    await this.giveBack({ goods: 'take', reason });
    await this.untilStatus('refunded');
  }

  async giveBack(body: object): Promise<void> {
    this.#key = randomUUID();
    await this.post(admin, `/admin/orders/${this.orderId}/refund`, body);
    // By asking again: the event, which would tell it too, comes after.
    await this.until(async () =>
      (await db.refunds(buyer.account.id, this.orderId)).every(({ state }) => state === 'succeeded'),
    );
    const intent = `pi_${this.#page}`;
    const charge = { id: `ch_${this.#page}`, payment_intent: intent, amount_refunded: 0, currency: 'usd' };
    await this.tell([eventOf('charge.refunded', charge)]);
  }

  /** What Stripe gave back, in its order. */
  back(): unknown[] {
    return servers.stripe.refunds
      .filter((made) => made['payment_intent'] === `pi_${this.#page}`)
      .map((made) => made['amount']);
  }

  /** Sends each event one to five times, all at once, and again until it is taken. */
  async tell(events: readonly Callback[]): Promise<void> {
    let left = [...events];
    while (left.length > 0) {
      const sent = await Promise.all(
        left
          .flatMap((event) => Array.from({ length: between(1, 5) }, () => event))
          .sort(() => Math.random() - 0.5)
          .map(async (event, index) => ((await send(nodes[index % 2]!, event)) ? event : undefined)),
      );
      left = left.filter((event) => !sent.includes(event));
      await this.replaceDead();
    }
  }

  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    await waitUntil(async () => {
      if (await holds()) return true;
      await this.replaceDead();
      return false;
    }, 60_000);
  }

  untilStatus(status: string): Promise<void> {
    return this.until(async () => (await db.order(buyer.account.id, this.orderId)).status === status);
  }

  /** One order was made, charged once, fulfilled once, and each part of it went back once. */
  async expectOnce(): Promise<void> {
    const { id: accountId } = buyer.account;
    const charged = [...servers.stripe.sessions.values()].filter(
      (session) => Object(session['metadata']).order_id === this.orderId,
    );
    expect(charged.map((session) => session['payment_status'])).toEqual(['paid']);
    expect(this.back()).toEqual([part, price - part]);
    expect(await db.payments(accountId, this.orderId)).toMatchObject([{ state: 'succeeded', role: 'kept' }]);
    expect(await db.refunds(accountId, this.orderId)).toMatchObject([
      { state: 'succeeded', amount_minor: part },
      { state: 'succeeded', amount_minor: price - part },
    ]);
    expect(
      await db.rows('select granted_units, revoked_units from public.fulfilments where order_id = $1', [
        this.orderId,
      ]),
    ).toEqual([{ granted_units: 1_000, revoked_units: 1_000 }]);
    expect(await db.statuses(accountId, this.orderId)).toEqual([
      'pending',
      'paid',
      'partially_refunded',
      'refunded',
    ]);
    expect(await db.credits(accountId, new Date().toISOString())).toEqual([0, 0]);
    expect([...(await auditOrders(db.pool)), ...(await auditCredits(db.pool))]).toEqual([]);
  }
}

function eventOf(type: string, object: object): Callback {
  const created = Math.floor(Date.now() / 1_000);
  return signStripe({ id: randomUUID(), created, livemode: false, type, data: { object } });
}

async function send({ url }: ServerProcess, { path, headers, body }: Callback): Promise<boolean> {
  return fetch(`${url}${path}`, { method: 'POST', headers, body }).then(
    async (answer) => {
      await answer.text();
      return answer.ok;
    },
    () => false,
  );
}

let orders = 0;

test.each(chosen)(
  'killed %j: bought once, charged once, refunded once',
  async (point) => {
    orders += 1;
    const armed =
      point.phase === 'asked' ? {} : { NODE_OPTIONS: `--import=${hook}`, FAULT_POINT: JSON.stringify(point) };
    nodes = await startNodes(armed);
    const first = [...nodes];
    if (point.phase === 'asked') {
      servers.stripe.spoil = (reply, { method, path }) => {
        const isIt = method === 'POST' && path === point.path;
        if (isIt) {
          servers.stripe.spoil = undefined;
          for (const node of first) void node.kill();
        }
        return isIt ? 'reset' : reply;
      };
    }
    const course = new Course();
    await course.buy();
    await course.pay();
    await course.refund();
    await waitUntil(() => first.some((node) => node.endedBy() === 'SIGKILL'));
    await course.expectOnce();
    expect(await db.one('select count(*) as orders from public.orders', [])).toEqual({ orders });
  },
  180_000,
);
