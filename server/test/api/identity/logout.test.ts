import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser, signIn } from '../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const logout = (headers: Record<string, string>) => request(server.url).post('/api/auth/logout').set(headers);
const refresh = (cookie: string) => request(server.url).post('/api/auth/refresh').set({ cookie });
const me = (token: string) => request(server.url).get('/api/auth/me').auth(token, { type: 'bearer' });

describe('200', () => {
  it('ends the session of the cookie at once, and takes the cookie away', async () => {
    const person = await registerUser(server);
    const response = await logout({ cookie: person.cookie });
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ ok: true, data: { signedOut: true } });
    expect(response.get('Set-Cookie')?.[0]).toMatch(/^meterstone_refresh=; Max-Age=0; Path=\/api\/auth/);
    expect((await me(person.token)).status).toBe(401);
    expect((await refresh(person.cookie)).status).toBe(401);
  });

  it('ends the session of the bearer token where there is no cookie', async () => {
    const person = await registerUser(server);
    expect((await me(person.token)).status).toBe(200);
    expect((await logout({ authorization: `Bearer ${person.token}` })).status).toBe(200);
    expect((await me(person.token)).status).toBe(401);
    expect((await refresh(person.cookie)).status).toBe(401);
  });

  it("leaves the person's other sessions, and other people's, alone", async () => {
    const person = await registerUser(server);
    const other = await registerUser(server);
    const elsewhere = await signIn(server, person.user.email, person.password);
    await logout({ cookie: person.cookie });
    expect((await me(elsewhere.token)).status).toBe(200);
    expect((await me(other.token)).status).toBe(200);
  });

  it('is fine without any token, with a forged one, and twice', async () => {
    expect((await logout({})).status).toBe(200);
    expect((await logout({ authorization: 'Bearer forged', cookie: 'meterstone_refresh=x' })).status).toBe(
      200,
    );
    const { cookie } = await registerUser(server);
    expect((await logout({ cookie })).status).toBe(200);
    expect((await logout({ cookie })).status).toBe(200);
  });
});

describe('403', () => {
  it('does not let another site sign somebody out', async () => {
    const person = await registerUser(server);
    expect((await logout({ cookie: person.cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await me(person.token)).status).toBe(200);
  });
});
