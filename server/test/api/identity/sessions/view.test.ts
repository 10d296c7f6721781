import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { AuditEntry, View } from '../../../../src/identity/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { call } from '../../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../../harness/http/server.ts';
import { connectSocket } from '../../../harness/http/socket.ts';
import { registerUser, signInAdmin, type Person } from '../../../harness/identity/people.ts';

let server: TestServer;
let admin: string;
let ann: Person;
beforeAll(async () => {
  server = await startTestServer();
  admin = await signInAdmin(server);
  ann = await registerUser(server, { name: 'Ann' });
});
afterAll(() => server.stop());

const view = (
  accountId: string,
  { token = admin, key = randomUUID(), reason = 'She sees no credits' } = {},
) =>
  call(server, 'post', `/admin/accounts/${accountId}/view`, {
    token,
    body: { reason },
    headers: { 'idempotency-key': key },
  });
const tokenOf = async (token = admin): Promise<string> =>
  View.parse((await view(ann.account.id, { token })).body.data).accessToken;
const statusOf = async (token: string) => (await call(server, 'get', '/auth/me', { token })).status;

describe('POST /admin/accounts/:accountId/view', () => {
  it('answers a token that reads what is hers, and names the admin as who acts', async () => {
    const { status, body } = await view(ann.account.id);
    expect(status).toBe(201);
    const { accessToken, expiresAt, user, account } = body.data;
    expect([user, account]).toEqual([ann.user, ann.account]);
    const me = await call(server, 'get', '/auth/me', { token: admin });
    const claims = jwt.decode(accessToken);
    expect(claims).toMatchObject({ sub: ann.user.id, act: { sub: me.body.data.user.id }, role: 'user' });
    const seconds = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(Math.ceil(seconds / 60)).toBe(15);
    const seen = await call(server, 'get', '/auth/me', { token: accessToken });
    expect(seen.body.data.account).toEqual(ann.account);
  });

  it('is written down: who, whom, why; once for a request that comes again, which gets the same token', async () => {
    const bob = await registerUser(server);
    const key = randomUUID();
    const [first, again] = [
      await view(bob.account.id, { key, reason: 'a call' }),
      await view(bob.account.id, { key, reason: 'a call' }),
    ];
    expect(again.body.data).toEqual(first.body.data);
    const audit = await call(server, 'get', `/admin/audit?accountId=${bob.account.id}`, { token: admin });
    const views = AuditEntry.array()
      .parse(audit.body.data)
      .filter(({ action }) => action === 'account.viewed');
    expect(views).toMatchObject([{ target: bob.user.id, reason: 'a call', actor: { kind: 'user' } }]);
  });

  it('asks for a reason, and for somebody who signs in', async () => {
    expect((await view(ann.account.id, { reason: ' ' })).status).toBe(422);
    await call(server, 'put', '/admin/accounts/ext:acme', { token: admin, body: { name: 'Acme' } });
    expect((await view('ext:acme')).status).toBe(409);
    expect((await view(randomUUID())).status).toBe(404);
  });
});

describe('the token', () => {
  it('changes nothing, and leads to no other one', async () => {
    const token = await tokenOf();
    const refused = [
      await call(server, 'patch', '/auth/me', { token, body: { name: 'Eve' } }),
      await call(server, 'post', '/auth/password', { token, body: {} }),
      await call(server, 'put', '/usage/alerts/read-all', { token }),
      await call(server, 'delete', '/auth/sessions', { token }),
      await call(server, 'get', '/admin/accounts', { token }),
      await view(ann.account.id, { token }),
    ];
    expect(refused).toMatchObject(refused.map(() => ({ status: 403, body: { code: 'read_only' } })));
    expect((await call(server, 'post', '/auth/refresh', { token })).status).toBe(401);
    expect(await statusOf(ann.token)).toBe(200);
  });

  it('reads nothing of others', async () => {
    const bob = await registerUser(server);
    const token = await tokenOf();
    const path = `/usage/records?accountId=${bob.account.id}`;
    expect((await call(server, 'get', path, { token })).status).toBe(404);
  });

  it('signs nobody out', async () => {
    const token = await tokenOf();
    await call(server, 'post', '/auth/logout', { token });
    expect([await statusOf(admin), await statusOf(ann.token)]).toEqual([200, 200]);
  });

  it('ends with the session of the admin, and with their role', async () => {
    const own = await signInAdmin(server);
    const token = await tokenOf(own);
    await call(server, 'post', '/auth/logout', { token: own });
    expect(await statusOf(token)).toBe(401);

    const formerly = await registerUser(server);
    const become = (role: string) =>
      server.ctx.pool.query('update users set role = $1 where id = $2', [role, formerly.user.id]);
    const canView = async () => (await view(ann.account.id, { token: formerly.token })).status === 201;
    await become('admin');
    await waitUntil(canView);
    const last = await tokenOf(formerly.token);
    await become('user');
    await waitUntil(async () => (await statusOf(last)) === 401);
  });

  it('can not be made of a session that is no admin’s', async () => {
    const bob = await registerUser(server);
    const claims = jwt.decode(bob.token, { json: true });
    const forged = { ...claims, sub: ann.user.id, accountId: ann.account.id, act: { sub: bob.user.id } };
    const token = jwt.sign(forged, server.ctx.config.secrets.jwt ?? '');
    expect(await statusOf(token)).toBe(401);
  });

  it('lets a socket hear what she hears, and not what admins do', async () => {
    const watching = await connectSocket(server, { token: await tokenOf() });
    const { live } = server.ctx;
    live.emit('admins', 'admin:changed', { topic: 'plans', id: null });
    live.emit(`account:${ann.account.id}`, 'alerts:read', {});
    await waitUntil(() => watching.payloads('alerts:read').length === 1);
    expect(watching.payloads('admin:changed')).toEqual([]);
    watching.socket.disconnect();
  });
});
