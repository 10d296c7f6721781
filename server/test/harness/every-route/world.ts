import { createFeature, createPlan } from '../catalog/catalog.ts';
import { waitUntil } from '../clock/wait.ts';
import { grantCredits, priceActions } from '../credits/granted-credits.ts';
import { aPackage } from '../credits/packages.ts';
import { call, type Answer } from '../http/contract.ts';
import type { TestServer } from '../http/server.ts';
import { createApiKey, registerUser, signIn, signInAdmin, type Person } from '../identity/people.ts';

/** A server where one of everything exists, most of it Ann's; Bob has an account and nothing else. */
export interface World {
  server: TestServer;
  admin: string;
  ann: Person;
  bob: Person;
  /** An API key with every scope. */
  apiKey: string;
  /** What exists, by the beginning of the paths that take its id; Ann's where it is somebody's. */
  ids: Record<string, string>;
}

export const featureCode = 'api_calls';
export const planCode = 'basic';
export const action = 'video_generation';

/** Makes it, through the API, so that each answer on the way is held against its description too. */
export async function createWorld(server: TestServer): Promise<World> {
  const admin = await signInAdmin(server);
  await createFeature(server, admin, { code: featureCode });
  await createFeature(server, admin, { code: 'reports', kind: 'boolean', unit: '' });
  const plan = await createPlan(server, admin, {
    code: planCode,
    isDefault: true,
    prices: [{ interval: 'month', amountMinor: 999, currency: 'USD' }],
    features: [
      { code: featureCode, quota: 100, resetPeriod: 'monthly' },
      { code: 'reports', enabled: true },
    ],
  });
  const [ann, bob] = [
    await registerUser(server, { name: 'Ann' }),
    await registerUser(server, { name: 'Bob' }),
  ];
  const apiKey = await createApiKey(server, admin, [
    'usage:write',
    'usage:read',
    'accounts:write',
    'accounts:read',
    'credits:write',
    'credits:read',
  ]);
  const apiKeys = await call(server, 'get', '/admin/api-keys', { token: admin });

  const accountId = ann.account.id;
  const post = (path: string, body: object) => call(server, 'post', path, { token: apiKey, body });
  const record = await post('/usage/record', { accountId, featureCode, amount: 85, metadata: { job: 7 } });
  const reservation = await post('/usage/reservations', {
    accountId,
    featureCode,
    amount: 5,
    ttlSeconds: 86_400,
  });
  await grantCredits(server.ctx.pool, accountId, 1_000);
  await priceActions(server.owner, { [action]: 3 });
  const spent = await post('/credits/use', { accountId, action });
  const heldCredits = await post('/credits/reservations', { accountId, amount: 5, ttlSeconds: 86_400 });
  const offered = await call(server, 'post', '/admin/products/packages', {
    token: admin,
    body: { code: 'starter', ...aPackage, status: 'active' },
  });
  const packageId = offered.body.data.id;
  await post(`/admin/accounts/${accountId}/packages`, { packageId, reason: 'a gift' });
  const order = await call(server, 'post', '/orders/create', {
    token: ann.token,
    body: { items: [{ productKind: 'package', productId: packageId }] },
  });
  let alerts: Answer | undefined;
  await waitUntil(async () => {
    alerts = await call(server, 'get', '/usage/alerts', { token: ann.token });
    return alerts.body.data.length === 1;
  });
  const payment = await call(server, 'post', '/payments', {
    token: ann.token,
    body: { product_id: packageId },
  });
  // Paid, so that nobody asks about it by the clock.
  const { request_id: reference } = payment.body.data;
  const sum = { amountMinor: 990, taxMinor: 0, currency: 'USD', at: new Date().toISOString() };
  const paid = [{ type: 'payment_succeeded', reference, providerPaymentId: 'money of Ann', ...sum }];
  await server.owner.query(
    `select public.apply_event(id)
     from public.receive_event('sandbox', 'Ann paid', 'x', p_is_test => true, p_commands => $1)`,
    [JSON.stringify(paid)],
  );
  const { rows: events } = await server.owner.query<{ id: string }>(
    `select id from public.receive_event('sandbox', 'event of another mode', 'x', p_mismatch => 'wrong_mode')`,
  );
  await signIn(server, ann.user.email, ann.password);
  const sessions = await call(server, 'get', '/auth/sessions', { token: ann.token });
  await call(server, 'put', '/admin/accounts/ext:acme', { token: apiKey, body: { name: 'Acme' } });

  return {
    server,
    admin,
    ann,
    bob,
    apiKey,
    ids: {
      '/admin/api-keys/': apiKeys.body.data[0].id,
      // The other one: the first is what the tests go on by.
      '/auth/sessions/': sessions.body.data[1].id,
      '/admin/orders/': payment.body.data.order_id,
      '/admin/payments/inbox/': events[0]?.id ?? '',
      '/admin/products/packages/': packageId,
      '/admin/products/plans/': plan.id,
      '/credits/reservations/': heldCredits.body.data.id,
      '/credits/transactions/': spent.body.data.transactionId,
      '/orders/': order.body.data.id,
      '/packages/': packageId,
      '/payments/': payment.body.data.request_id,
      '/usage/alerts/': alerts?.body.data[0].id,
      '/usage/records/': record.body.data.id,
      '/usage/reservations/': reservation.body.data.id,
    },
  };
}

interface Parameters {
  id: string;
  accountId: string;
  featureCode: string;
}

/** A route's path with its parameters filled in. Throws for a parameter that nobody told it of. */
export function fillPath(path: string, parameters: Parameters): string {
  const values: Record<string, string | undefined> = {
    ...parameters,
    code: parameters.featureCode,
    name: parameters.featureCode,
    version: '1',
    requestId: parameters.id,
  };
  return path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`Tell fillPath in test/harness/world.ts what :${name} of ${path} is`);
    return value;
  });
}

/** The id of the thing that a route with `:id`, or another name of one, is about. */
export function idFor(world: World, path: string): string {
  if (!/:(?:id|requestId)\b/.test(path)) return '';
  const found = Object.entries(world.ids).find(([prefix]) => path.startsWith(prefix));
  if (!found) throw new Error(`Let createWorld in test/harness/world.ts make what the :id of ${path} names`);
  return found[1];
}
