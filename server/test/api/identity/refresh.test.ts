import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import request from 'supertest';
import { SignedIn } from '../../../src/identity/contract.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser, signIn } from '../../harness/identity/people.ts';

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

/** As if the tokens that the person spent had been spent so long ago. */
const spentAgo = (userId: string, time: string) =>
  sql`
    update public.refresh_tokens as token set used_at = clock_timestamp() - ${time}::interval
    from public.sessions as session
    where session.id = token.session_id and session.user_id = ${userId} and token.used_at is not null`.execute(
    server.ctx.db,
  );

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

  it('gives the same successor again, for half a minute, to whom its answer was lost', async () => {
    const person = await registerUser(server);
    const lost = await refresh(person.cookie);
    await spentAgo(person.user.id, '20 seconds');
    const again = await refresh(person.cookie);
    expect(again.status).toBe(200);
    expect(cookieOf(again)).toBe(cookieOf(lost));
    expect((await me(again.body.data.accessToken)).status).toBe(200);
    const next = await refresh(cookieOf(again));
    expect(next.status).toBe(200);
    expect(cookieOf(next)).not.toBe(cookieOf(again));
  });

  it('gives the same successor to all of concurrent refreshes with one token', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await registerUser(server);
      const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(person.cookie)));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect(new Set(answers.map(cookieOf)).size).toBe(1);
      expect((await refresh(cookieOf(answers[0]!))).status).toBe(200);
    }
  });

  it('keeps no successor from which a token could be read without the one it followed', async () => {
    const person = await registerUser(server);
    const first = await refresh(person.cookie);
    const second = await refresh(cookieOf(first));
    const { rows } = await sql<{ row: string }>`
      select token::text as row from public.refresh_tokens as token
      join public.sessions as session on session.id = token.session_id
      where session.user_id = ${person.user.id}`.execute(server.ctx.db);
    expect(rows).toHaveLength(3);
    const stored = rows.map(({ row }) => row).join();
    for (const cookie of [person.cookie, cookieOf(first), cookieOf(second)]) {
      const token = cookie.split('=')[1]!;
      expect(stored).not.toContain(token);
      expect(stored).not.toContain(Buffer.from(token).toString('hex'));
      expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    }
    // Only what has not been used yet can still be given again.
    const { rows: kept } = await sql<{ count: number }>`
      select count(*) as count from public.refresh_tokens as token
      join public.sessions as session on session.id = token.session_id
      where session.user_id = ${person.user.id} and successor_salt is not null`.execute(server.ctx.db);
    expect(kept).toEqual([{ count: 1 }]);
  });

  it('is open to our own pages', async () => {
    const { cookie } = await registerUser(server);
    expect((await refresh(cookie, { origin: server.url })).status).toBe(200);
  });
});

describe('401', () => {
  const reasonOf = async (userId: string) => {
    const { rows } = await sql<{ revoke_reason: string }>`
      select revoke_reason from public.sessions where user_id = ${userId} and revoked_at is not null`.execute(
      server.ctx.db,
    );
    return rows.map((row) => row.revoke_reason);
  };

  it('ends the whole family when a token comes back whose successor was used, however soon', async () => {
    const person = await registerUser(server);
    const elsewhere = await signIn(server, person.user.email, person.password);
    const first = await refresh(person.cookie);
    const second = await refresh(cookieOf(first));
    const replayed = await refresh(person.cookie);
    expect(replayed.status).toBe(401);
    expect(replayed.body).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect(replayed.get('Set-Cookie')).toBeUndefined();
    expect((await me(second.body.data.accessToken)).status).toBe(401);
    expect((await me(person.token)).status).toBe(401);
    expect((await refresh(cookieOf(second))).status).toBe(401);
    // The person's other devices are other families.
    expect((await me(elsewhere.token)).status).toBe(200);
    expect(await reasonOf(person.user.id)).toEqual(['refresh_token_reused']);
  });

  it('ends the whole family when a token comes back after half a minute', async () => {
    const person = await registerUser(server);
    const first = await refresh(person.cookie);
    await spentAgo(person.user.id, '31 seconds');
    expect((await refresh(person.cookie)).status).toBe(401);
    expect((await me(first.body.data.accessToken)).status).toBe(401);
    expect((await refresh(cookieOf(first))).status).toBe(401);
    expect(await reasonOf(person.user.id)).toEqual(['refresh_token_reused']);
  });

  it('gives nothing for a spent token once its session was ended: signing out wins', async () => {
    const person = await registerUser(server);
    await refresh(person.cookie);
    await request(server.url).post('/api/auth/logout').set('cookie', person.cookie);
    expect((await refresh(person.cookie)).status).toBe(401);
    expect(await reasonOf(person.user.id)).toEqual(['signed_out']);
  });

  it('gives nothing for a spent token after a change of password elsewhere', async () => {
    const person = await registerUser(server);
    const elsewhere = await signIn(server, person.user.email, person.password);
    await refresh(person.cookie);
    await request(server.url)
      .post('/api/auth/password')
      .auth(elsewhere.token, { type: 'bearer' })
      .send({ currentPassword: person.password, newPassword: 'Another-horse-2' });
    expect((await refresh(person.cookie)).status).toBe(401);
    expect(await reasonOf(person.user.id)).toEqual(['password_changed']);
  });

  it('leaves no session behind when signing out meets repeated refreshes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await registerUser(server);
      const [, ...answers] = await Promise.all([
        request(server.url).post('/api/auth/logout').set('cookie', person.cookie),
        ...Array.from({ length: 4 }, () => refresh(person.cookie)),
      ]);
      for (const answer of answers.filter(({ status }) => status === 200)) {
        expect((await refresh(cookieOf(answer))).status).toBe(401);
      }
      expect((await refresh(person.cookie)).status).toBe(401);
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
