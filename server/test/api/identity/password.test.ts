import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { badFields } from '../../harness/http/problem.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { createApiKey, registerUser, signIn, signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const newPassword = 'Tr0ubador-and-3';
const change = (token: string, body: object) =>
  request(server.url).post('/api/auth/password').auth(token, { type: 'bearer' }).send(body);
const me = (token: string) => request(server.url).get('/api/auth/me').auth(token, { type: 'bearer' });
const login = (email: string, password: string) =>
  request(server.url).post('/api/auth/login').send({ email, password });

describe('200', () => {
  it('ends the other sessions at once, keeps this one, and the old password is gone', async () => {
    const person = await registerUser(server);
    const other = await registerUser(server);
    const elsewhere = await signIn(server, person.user.email, person.password);
    expect((await me(elsewhere.token)).status).toBe(200);
    const response = await change(person.token, { currentPassword: person.password, newPassword });
    expect(response.status).toBe(200);
    expect(response.body.data).toEqual({ revokedSessions: 1 });
    expect((await me(elsewhere.token)).status).toBe(401);
    const refreshed = await request(server.url).post('/api/auth/refresh').set({ cookie: elsewhere.cookie });
    expect(refreshed.status).toBe(401);
    expect((await me(person.token)).status).toBe(200);
    expect((await me(other.token)).status).toBe(200);
    expect((await login(person.user.email, person.password)).status).toBe(401);
    expect((await login(person.user.email, newPassword)).status).toBe(200);
  });

  it('leaves no session of the old password behind, whoever signs in at that moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const person = await registerUser(server);
      const [changed, ...logins] = await Promise.all([
        change(person.token, { currentPassword: person.password, newPassword }),
        ...Array.from({ length: 5 }, () => login(person.user.email, person.password)),
      ]);
      expect(changed.status).toBe(200);
      for (const answer of logins) {
        if (answer.status === 200) expect((await me(answer.body.data.accessToken)).status).toBe(401);
        else expect(answer.status).toBe(401);
      }
    }
  });
});

describe('409', () => {
  it('lets one of two concurrent changes win', async () => {
    const person = await registerUser(server);
    const answers = await Promise.all(
      ['Winner-or-not-1', 'Winner-or-not-2'].map((password) =>
        change(person.token, { currentPassword: person.password, newPassword: password }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });
});

describe('401, 403', () => {
  it('refuses nobody and API keys', async () => {
    expect((await request(server.url).post('/api/auth/password').send({})).status).toBe(401);
    const key = await createApiKey(server, await signInAdmin(server), ['accounts:write']);
    expect((await change(key, { currentPassword: 'x', newPassword })).status).toBe(403);
  });
});

describe('422', () => {
  it('names a wrong current password, a short new one, and unknown fields', async () => {
    const { token, password } = await registerUser(server);
    const paths = async (body: object) => {
      const response = await change(token, body);
      expect(response.status).toBe(422);
      return badFields(response);
    };
    expect(await paths({ currentPassword: 'Wrong-horse-1', newPassword })).toEqual(['currentPassword']);
    expect(await paths({ currentPassword: password, newPassword: 'short' })).toEqual(['newPassword']);
    expect(await paths({ currentPassword: password, newPassword, userId: 'x' })).toEqual(['']);
  });
});

describe('422 for a password that is easily guessed', () => {
  it('says why, and the present one stays', async () => {
    const { token, user, password } = await registerUser(server, { name: 'Ada Lovelace' });
    const response = await change(token, { currentPassword: password, newPassword: 'Lovelace.Ada' });
    expect(response.status).toBe(422);
    expect(response.body.errors).toMatchObject([{ path: 'newPassword', code: 'password_personal' }]);
    expect((await login(user.email, password)).status).toBe(200);
  });
});

describe('429', () => {
  it('stops guessing by a stolen access token', async () => {
    const person = await registerUser(server);
    for (let failed = 0; failed < 10; failed += 1) {
      expect((await change(person.token, { currentPassword: `Guess-${failed}`, newPassword })).status).toBe(
        422,
      );
    }
    const refused = await change(person.token, { currentPassword: person.password, newPassword });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });
});
