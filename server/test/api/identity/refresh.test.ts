import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import request from 'supertest';
import { SignedIn } from '../../../src/identity/contract.ts';
import { registerUser, signIn } from '../../harness/people.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const refresh = (cookie: string, headers: Record<string, string> = {}) =>
  request(server.url)
    .post('/api/auth/refresh')
    .set({ cookie, ...headers });
const me = (token: string) => request(server.url).get('/api/auth/me').auth(token, { type: 'bearer' });
const cookieOf = (response: request.Response) => response.get('Set-Cookie')![0]!.split(';')[0]!;

describe('200', () => {
  it('answers user, account and a new access token, and rotates the cookie', async () => {
    const person = await registerUser(server);
    const response = await refresh(person.cookie);
    expect(response.status).toBe(200);
    const { accessToken, ...who } = SignedIn.parse(response.body.data);
    expect(who).toEqual({ user: person.user, account: person.account });
    expect(cookieOf(response)).not.toBe(person.cookie);
    expect((await me(accessToken)).status).toBe(200);
    expect((await refresh(cookieOf(response))).status).toBe(200);
  });

  it('takes an empty JSON body, as clients send it, and a cookie among others', async () => {
    const { cookie } = await registerUser(server);
    const response = await refresh(`theme=dark; ${cookie}; other=1`, {
      'content-type': 'application/json',
    }).send({});
    expect(response.status).toBe(200);
  });

  it('does not lengthen the session: 30 days from signing in', async () => {
    const { cookie, user } = await registerUser(server);
    await sql`update public.sessions set expires_at = now() + interval '1 hour' where user_id = ${user.id}`.execute(
      server.ctx.db,
    );
    const maxAge = Number(/Max-Age=(\d+)/.exec((await refresh(cookie)).get('Set-Cookie')![0]!)![1]);
    expect(maxAge).toBeGreaterThan(3_500);
    expect(maxAge).toBeLessThanOrEqual(3_600);
  });

  it('is open to our own pages', async () => {
    const { cookie } = await registerUser(server);
    expect((await refresh(cookie, { origin: server.url })).status).toBe(200);
  });
});

describe('401', () => {
  it('ends the whole family when a token comes back: thief and owner are both out, at once', async () => {
    const person = await registerUser(server);
    const elsewhere = await signIn(server, person.user.email, person.password);
    const first = await refresh(person.cookie);
    const replayed = await refresh(person.cookie);
    expect(replayed.status).toBe(401);
    expect(replayed.body).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect(replayed.get('Set-Cookie')).toBeUndefined();
    expect((await me(first.body.data.accessToken)).status).toBe(401);
    expect((await me(person.token)).status).toBe(401);
    expect((await refresh(cookieOf(first))).status).toBe(401);
    // The person's other devices are other families.
    expect((await me(elsewhere.token)).status).toBe(200);
    const { rows } = await sql`
      select revoke_reason from public.sessions where user_id = ${person.user.id} and revoked_at is not null`.execute(
      server.ctx.db,
    );
    expect(rows).toEqual([{ revoke_reason: 'refresh_token_reused' }]);
  });

  it('gives tokens to exactly one of concurrent refreshes with one token, and ends the session', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await registerUser(server);
      const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(person.cookie)));
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
      const winner = answers.find((answer) => answer.status === 200)!;
      expect((await me(winner.body.data.accessToken)).status).toBe(401);
      expect((await refresh(cookieOf(winner))).status).toBe(401);
    }
  });

  it.each([
    ['no cookie', ''],
    ['an empty one', 'meterstone_refresh='],
    ['an unknown one', `meterstone_refresh=${'x'.repeat(43)}`],
    ['garbage', 'meterstone_refresh=%00%FF'],
  ])('refuses %s', async (_name, cookie) => {
    expect((await refresh(cookie)).status).toBe(401);
  });

  it('refuses a session that is over', async () => {
    const { cookie, user } = await registerUser(server);
    await sql`update public.sessions set expires_at = now() where user_id = ${user.id}`.execute(
      server.ctx.db,
    );
    expect((await refresh(cookie)).status).toBe(401);
  });
});

describe('403', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'not a url'])(
    'refuses a request from %s, and leaves the session alone',
    async (origin) => {
      const { cookie } = await registerUser(server);
      const response = await refresh(cookie, { origin });
      expect(response.status).toBe(403);
      expect(response.body).toMatchObject({ ok: false, code: 'forbidden' });
      expect((await refresh(cookie)).status).toBe(200);
    },
  );
});

describe('415, 422', () => {
  it('refuses a body that a plain HTML form could send, and unknown fields', async () => {
    const { cookie } = await registerUser(server);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await refresh(cookie, form).send('a=1')).status).toBe(415);
    expect((await refresh(cookie).send({ token: 'x' })).status).toBe(422);
  });
});
