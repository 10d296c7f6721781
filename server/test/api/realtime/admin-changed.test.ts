import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFeature, createPlan } from '../../harness/catalog/catalog.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call } from '../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';
import { createApiKey, registerUser, signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
let admin: string;
let apiKey: string;
/** A second tab of the admin. */
let tab: TestSocket;

beforeAll(async () => {
  server = await startTestServer();
  admin = await signInAdmin(server);
  apiKey = await createApiKey(server, admin, ['accounts:write']);
  tab = await connectSocket(server, { token: admin });
});
afterAll(async () => {
  tab.socket.disconnect();
  await server.stop();
});

const changes = () => tab.payloads('admin:changed');
const act = (method: 'post' | 'put' | 'patch' | 'delete', path: string, body?: object) =>
  call(server, method, path, { token: admin, ...(body && { body }) });

/** Nothing is left to be told: what is told together waits for a fifth of a second. */
async function quiet(): Promise<void> {
  let emptyAtMs: number | undefined;
  await waitUntil(async () => {
    const { rows } = await server.ctx.pool.query('select from outbox where sent_at is null');
    emptyAtMs = rows.length > 0 ? undefined : (emptyAtMs ?? performance.now());
    return performance.now() - Math.max(emptyAtMs ?? Infinity, tab.events.at(-1)?.atMs ?? 0) > 400;
  });
}

/** Does it, and waits for the other tab to hear of just that. */
async function expectChange(topic: string, what: () => Promise<string>): Promise<void> {
  // What came before may be told together with what comes now.
  await quiet();
  tab.events.length = 0;
  const id = await what();
  await waitUntil(() => changes().length > 0);
  expect(changes()).toEqual([{ topic, id }]);
}

test('what an admin does to plans reaches the other tab', async () => {
  let planId = '';
  await expectChange('plans', async () => {
    planId = (await createPlan(server, admin, { code: 'pro', isDefault: false, status: 'draft' })).id;
    return planId;
  });
  await expectChange('plans', async () => {
    await act('patch', `/admin/products/plans/${planId}/status`, { status: 'active' });
    return planId;
  });
  await expectChange('plans', async () => {
    await act('delete', `/admin/products/plans/${planId}`);
    return planId;
  });
});

test('what an admin does to features reaches the other tab', async () => {
  await expectChange('features', async () => (await createFeature(server, admin, { code: 'calls' })).code);
  await expectChange('features', async () => {
    await act('patch', '/admin/products/features/calls/status', { status: 'archived' });
    return 'calls';
  });
  await expectChange('features', async () => {
    await act('delete', '/admin/products/features/calls');
    return 'calls';
  });
});

test('what an admin or an API key does to accounts and keys reaches the other tab', async () => {
  await createFeature(server, admin, { code: 'kept' });
  await createPlan(server, admin, { code: 'basic', features: [{ code: 'kept', quota: 5 }] });
  let accountId = '';
  await expectChange('accounts', async () => {
    const body = { name: 'Acme', planCode: 'basic' };
    accountId = (await call(server, 'put', '/admin/accounts/ext:acme', { token: apiKey, body })).body.data.id;
    return accountId;
  });
  const reason = 'a gift';
  for (const change of [
    () => act('post', `/admin/accounts/${accountId}/plan`, { planCode: 'basic', reason }),
    () => act('put', `/admin/accounts/${accountId}/overrides/kept`, { quota: 9, reason }),
    () => act('delete', `/admin/accounts/${accountId}/overrides/kept`, { reason }),
    () => act('post', `/admin/accounts/${accountId}/usage/reset`, { reason }),
  ]) {
    await expectChange('accounts', async () => {
      expect((await change()).status).toBe(200);
      return accountId;
    });
  }
  let keyId = '';
  await expectChange('apiKeys', async () => {
    keyId = (await act('post', '/admin/api-keys', { name: 'x', scopes: ['usage:read'] })).body.data.id;
    return keyId;
  });
  await expectChange('apiKeys', async () => {
    await act('delete', `/admin/api-keys/${keyId}`);
    return keyId;
  });
});

test('an import of accounts is told of in a few events', async () => {
  tab.events.length = 0;
  const startedAtMs = performance.now();
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      call(server, 'put', `/admin/accounts/ext:many-${index}`, { token: apiKey, body: { name: 'One' } }),
    ),
  );
  await quiet();
  expect(changes()).toContainEqual({ topic: 'accounts', id: null });
  // Five a second, and the first and the last beside them.
  const seconds = (performance.now() - startedAtMs) / 1000;
  expect(changes().length).toBeLessThanOrEqual(5 * seconds + 2);
});

test('nobody but admins hears of it', async () => {
  const person = await registerUser(server, { name: 'Ann' });
  const user = await connectSocket(server, { token: person.token });
  const visitor = await connectSocket(server, { namespace: '/public' });
  tab.events.length = 0;
  const plan = await createPlan(server, admin, { code: 'shown' });
  await act('post', `/admin/accounts/${person.account.id}/plan`, { planCode: 'shown', reason: 'a gift' });
  await waitUntil(() => changes().length >= 2);
  await waitUntil(
    () => user.payloads('plans:updated').length + visitor.payloads('plans:updated').length >= 2,
  );
  expect(changes()).toContainEqual({ topic: 'plans', id: plan.id });
  expect([...user.payloads('admin:changed'), ...visitor.payloads('admin:changed')]).toEqual([]);
  expect(user.payloads('subscription:updated')).toHaveLength(1);
  user.socket.disconnect();
  visitor.socket.disconnect();
});

test('a change that is taken back is not told of', async () => {
  tab.events.length = 0;
  expect(
    (await act('post', '/admin/products/features', { code: 'kept', name: 'x', unit: 'x', kind: 'metered' }))
      .status,
  ).toBe(409);
  const { code } = await createFeature(server, admin, { code: 'marker' });
  await waitUntil(() => changes().length > 0);
  expect(changes()).toEqual([{ topic: 'features', id: code }]);
});
