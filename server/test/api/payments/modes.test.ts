import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { readConfig } from '../../../src/config.ts';
import { offeredProviders } from '../../../src/payments/providers/offered.ts';
import { call } from '../../harness/http/contract.ts';
import type { TestServer } from '../../harness/http/server.ts';
import { signInAdmin } from '../../harness/identity/people.ts';
import { OrdersDatabase } from '../../harness/orders/orders.ts';
import { serve } from '../../harness/orders/shop.ts';
import { startAllProviders, type AllProviders } from '../../stand-ins/all.ts';
import { callbackOf } from '../../stand-ins/callbacks.ts';

let db: OrdersDatabase;
let providers: AllProviders;
let server: TestServer | undefined;

beforeAll(async () => {
  db = await OrdersDatabase.open();
  providers = await startAllProviders();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(async () => {
  await providers.stop();
  await db.close();
});

const liveKeys = {
  SANDBOX_PAYMENTS: 'false',
  STRIPE_SECRET_KEY: 'sk_live_51Example',
  CREEM_API_KEY: 'creem_example',
};
const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example', SANDBOX_PAYMENTS: 'false' };

it.each([
  ['a live event at a server in test mode', { PAYMENTS_MODE: 'test' }, true],
  ['a live event at a test server in production', { ...production, PAYMENTS_MODE: 'test' }, true],
  ['a test event at a live server', { ...liveKeys, PAYMENTS_MODE: 'live' }, false],
  ['a test event at a live server in production', { ...production, ...liveKeys }, false],
])('%s has no effect, is said, and can’t be attached', async (_what, env, isLive) => {
  server = await serve(db, { ...providers.env, ...env });
  const admin = await signInAdmin(server);
  for (const name of ['stripe', 'creem'] as const) {
    const accountId = await db.buyer(new Date().toISOString());
    const { productKind, productId } = await db.package({
      prices: [{ amountMinor: 1_999, currency: 'USD' }],
    });
    const items = JSON.stringify([{ productKind, productId }]);
    const { id: orderId } = await db.one<{ id: string }>(
      'select id from public.create_order($1, $2, p_is_test => $3)',
      [accountId, items, !isLive],
    );
    const { reference } = await db.one<{ reference: string }>(
      'select reference from public.open_payment($1, $2, $3, p_is_test => $4)',
      [accountId, orderId, name, !isLive],
    );
    const paid = { reference, moneyId: `pi_${randomUUID()}`, eventId: randomUUID() };
    const { path, headers, body } = callbackOf[name]({
      ...paid,
      amountMinor: 1_999,
      currency: 'USD',
      isLive,
    });
    expect((await fetch(`${server.url}${path}`, { method: 'POST', headers, body })).status).toBe(200);

    const inbox = await call(server, 'get', '/admin/payments/inbox?state=mismatch', { token: admin });
    expect(inbox.body.data[0]).toMatchObject({
      eventId: paid.eventId,
      state: 'mismatch',
      reason: 'wrong_mode',
    });
    const attached = await call(
      server,
      'post',
      `/admin/payments/inbox/${String(inbox.body.data[0].id)}/attach`,
      {
        token: admin,
        body: { accountId, orderId },
      },
    );
    expect(attached).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await db.order(accountId, orderId)).status).toBe('pending');
    expect(await db.credits(accountId, new Date().toISOString())).toEqual([0, 0]);
  }
});

it('in production the mode is live unless it is said to be test; the built-in provider is off in both', async () => {
  const secrets = {
    JWT_SECRET: 'production-secret-of-more-than-32-characters',
    DATABASE_URL: 'postgres://db/x',
  };
  const offered = async (env: Record<string, string>) => {
    const { payments } = readConfig({ ...secrets, ...production, ...env });
    const all = await offeredProviders(payments, 'a secret', { clock: () => new Date() });
    return [
      payments.mode,
      ...[...all.values()].map(({ name, isTest }) => `${name} ${isTest ? 'test' : 'live'}`),
    ];
  };
  const test = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
  const live = { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
  expect(await offered({})).toEqual(['live']);
  expect(await offered(live)).toEqual(['live', 'stripe live']);
  expect(await offered({ ...test, PAYMENTS_MODE: 'test' })).toEqual(['test', 'stripe test']);
  await expect(offered(test)).rejects.toThrow(
    'STRIPE_SECRET_KEY: is of test mode, but PAYMENTS_MODE is live',
  );
  await expect(offered({ ...live, PAYMENTS_MODE: 'test' })).rejects.toThrow(
    'is of live mode, but PAYMENTS_MODE is test',
  );
  await expect(offered({ PAYMENTS_MODE: 'test', SANDBOX_PAYMENTS: 'true' })).rejects.toThrow(
    'SANDBOX_PAYMENTS',
  );
});
