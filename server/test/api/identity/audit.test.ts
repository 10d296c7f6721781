import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../src/identity/contract.ts';
import { createFeature } from '../../harness/catalog/catalog.ts';
import { call, type Answer } from '../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { createApiKey, registerUser, signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
let admin: string;
let apiKey: string;
let acmeId: string;

beforeAll(async () => {
  server = await startTestServer();
  admin = await signInAdmin(server);
  apiKey = await createApiKey(server, admin, ['accounts:write', 'accounts:read']);
  const upsert = (ref: string, name: string) =>
    call(server, 'put', `/admin/accounts/${ref}`, { token: apiKey, body: { name } });
  acmeId = (await upsert('ext:acme', 'Acme')).body.data.id;
  await upsert('ext:other', 'Other');
  await upsert('ext:acme', 'Acme Ltd');
});
afterAll(() => server.stop());

const read = (query: string, token = admin): Promise<Answer> =>
  call(server, 'get', `/admin/audit${query}`, { token });
const actionsOf = ({ body }: Answer): string[] =>
  AuditEntry.array()
    .parse(body.data)
    .map(({ action }) => action);

describe('GET /admin/audit', () => {
  it('gives the lines of one account, newest first, with who, what and the name that the account has', async () => {
    for (const ref of [acmeId, 'ext:acme']) {
      const { status, body } = await read(`?accountId=${ref}`);
      expect(status).toBe(200);
      expect(body.page).toEqual({ limit: 20, offset: 0, total: 2 });
      expect(body.data).toMatchObject([
        { action: 'account.updated', accountId: acmeId, accountName: 'Acme Ltd', actor: { kind: 'apiKey' } },
        { action: 'account.created', accountId: acmeId, accountName: 'Acme Ltd', details: { name: 'Acme' } },
      ]);
    }
  });

  it('gives the lines of all, by action and page by page', async () => {
    const created = await read('?action=account.created');
    expect(actionsOf(created)).toEqual(['account.created', 'account.created']);
    const second = await read('?action=account.created&limit=1&offset=1');
    expect(second.body.page).toEqual({ limit: 1, offset: 1, total: 2 });
    expect(second.body.data).toEqual([created.body.data[1]]);
    expect(actionsOf(await read('?action=no.such'))).toEqual([]);
    expect((await read('?action=api_key.created')).body.data[0]).toMatchObject({
      accountId: null,
      accountName: null,
    });
  });

  it('gives what was done to API keys, and to features, apart from accounts', async () => {
    expect(actionsOf(await read('?about=apiKeys'))).toEqual(['api_key.created']);
    expect(actionsOf(await read('?about=features'))).toEqual([]);
    await createFeature(server, admin, { code: 'articles' });
    expect(actionsOf(await read('?about=features'))).toEqual(['feature.created']);
    expect(actionsOf(await read('?about=apiKeys'))).toEqual(['api_key.created']);
    expect((await read('?about=accounts')).status).toBe(422);
  });

  it('404: knows no such account', async () => {
    expect((await read('?accountId=ext:nobody')).status).toBe(404);
    expect((await read('?accountId=01900000-0000-7000-8000-000000000000')).status).toBe(404);
  });

  it('422: refuses what it does not know', async () => {
    for (const query of ['?accountId=acme', '?action=', '?limit=0', '?actor=ada']) {
      expect((await read(query)).status).toBe(422);
    }
  });

  it('401 and 403: is for people who are admins', async () => {
    const { token } = await registerUser(server, { name: 'Ann' });
    expect((await call(server, 'get', '/admin/audit', {})).status).toBe(401);
    expect((await read('', token)).status).toBe(403);
    expect((await read('', apiKey)).status).toBe(403);
  });
});
