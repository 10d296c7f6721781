import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Me } from '../../../src/identity/contract.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { createApiKey, registerUser, signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const get = (token: string) => request(server.url).get('/api/auth/me').auth(token, { type: 'bearer' });
const patch = (token: string, body: object) =>
  request(server.url).patch('/api/auth/me').auth(token, { type: 'bearer' }).send(body);

describe('200', () => {
  it('shows the caller, never another, and no secret', async () => {
    const [one, two] = [await registerUser(server), await registerUser(server)];
    const response = await get(one.token);
    expect(Me.parse(response.body.data)).toEqual({ user: one.user, account: one.account });
    expect((await get(two.token)).body.data.user.id).toBe(two.user.id);
    expect(response.text).not.toMatch(/password|argon2/);
  });

  it('changes name, language and time zone, and what is absent stays', async () => {
    const { token, user, account } = await registerUser(server);
    const response = await patch(token, { name: ' Grace ', locale: 'zh-CN', timeZone: 'America/New_York' });
    expect(response.status).toBe(200);
    const changed = Me.parse(response.body.data);
    expect(changed.user).toEqual({ ...user, name: 'Grace', locale: 'zh-CN' });
    expect(changed.account).toEqual({ ...account, name: 'Grace', timeZone: 'America/New_York' });
    expect((await patch(token, {})).body.data).toEqual(changed);
    expect((await get(token)).body.data).toEqual(changed);
  });
});

describe('401', () => {
  it('refuses nobody, with a challenge', async () => {
    const response = await request(server.url).get('/api/auth/me');
    expect(response.status).toBe(401);
    expect(response.type).toBe('application/problem+json');
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(response.body).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect((await request(server.url).patch('/api/auth/me').send({})).status).toBe(401);
  });
});

describe('403', () => {
  it('refuses API keys: they are nobody', async () => {
    const key = await createApiKey(server, await signInAdmin(server), ['accounts:read', 'accounts:write']);
    expect((await get(key)).status).toBe(403);
    expect((await patch(key, { name: 'x' })).status).toBe(403);
  });
});

describe('422', () => {
  it.each([
    ['name', { name: '' }],
    ['locale', { locale: 'de' }],
    ['timeZone', { timeZone: 'nowhere' }],
    ['', { role: 'admin' }],
    ['', { email: 'other@example.com' }],
  ])('refuses a bad or unknown field at "%s" (%j)', async (path, body) => {
    const { token } = await registerUser(server);
    const response = await patch(token, body);
    expect(response.status).toBe(422);
    expect(response.body.errors[0].path).toBe(path);
  });
});
