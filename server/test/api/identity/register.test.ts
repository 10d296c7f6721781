import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import request from 'supertest';
import { SignedIn } from '../../../src/identity/contract.ts';
import { badFields } from '../../harness/http/problem.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser } from '../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const valid = { email: 'ada@example.com', password: 'Battery-staple-7', name: 'Ada' };
const register = (body: object) => request(server.url).post('/api/auth/register').send(body);

describe('201', () => {
  it('answers user, account and a token that works at once', async () => {
    const response = await register({ ...valid, locale: 'zh-CN', timeZone: 'Asia/Shanghai' });
    expect(response.status).toBe(201);
    const { user, account, accessToken } = SignedIn.parse(response.body.data);
    expect(user).toMatchObject({ email: 'ada@example.com', name: 'Ada', role: 'user', locale: 'zh-CN' });
    expect(account).toMatchObject({
      kind: 'personal',
      name: 'Ada',
      email: 'ada@example.com',
      externalId: null,
    });
    expect(account.timeZone).toBe('Asia/Shanghai');
    const me = await request(server.url).get('/api/auth/me').auth(accessToken, { type: 'bearer' });
    expect(me.body.data).toEqual({ user, account });
  });

  it('leaves the language open where none is told', async () => {
    expect((await registerUser(server)).user.locale).toBeNull();
    expect((await registerUser(server, { locale: 'en' })).user.locale).toBe('en');
  });

  it('sets the refresh cookie for scripts never to see and other sites never to send', async () => {
    const response = await register({ ...valid, email: 'cookie@example.com' });
    const [cookie] = response.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(
      /^meterstone_refresh=[A-Za-z0-9_-]{43}; Max-Age=2\d{6}; Path=\/api\/auth; HttpOnly; SameSite=Strict$/,
    );
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('takes an address in any case as one', async () => {
    const { user } = await registerUser(server, { email: 'MiXed@Example.COM' });
    expect(user.email).toBe('mixed@example.com');
    expect((await register({ ...valid, email: 'mixed@EXAMPLE.com' })).status).toBe(409);
  });

  it('stores nothing that opens a door', async () => {
    const { user, cookie, password } = await registerUser(server);
    const { rows } = await sql<{ text: string }>`
      select u::text || s::text || t::text as text from public.users u
      join public.sessions s on s.user_id = u.id
      join public.refresh_tokens t on t.session_id = s.id
      where u.id = ${user.id}`.execute(server.ctx.db);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(rows[0]!.text).not.toContain(password);
    expect(rows[0]!.text).not.toContain(cookie.split('=')[1]);
  });
});

describe('409', () => {
  it('lets one of many concurrent registrations of an address through, and leaves nothing of the others', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => register({ ...valid, email: 'twin@example.com' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const refused = answers.find((answer) => answer.status === 409)!;
    expect(refused.type).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ ok: false, code: 'conflict', errors: [{ path: 'email' }] });
    const { rows } = await sql`select 1 from public.accounts where email = 'twin@example.com'`.execute(
      server.ctx.db,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('422', () => {
  it.each([
    ['email', { email: 'not an address' }],
    ['email', { email: `${'a'.repeat(250)}@example.com` }],
    ['email', { email: undefined }],
    ['password', { password: 'seven77' }],
    ['password', { password: 'x'.repeat(201) }],
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'nul\u0000byte' }],
    ['locale', { locale: 'fr' }],
    ['timeZone', { timeZone: 'Mars/Olympus' }],
  ])('names the bad field %s (%j)', async (path, change) => {
    const response = await register({ ...valid, email: 'bad@example.com', ...change });
    expect(response.status).toBe(422);
    expect(response.body).toMatchObject({ ok: false, code: 'invalid_input' });
    expect(badFields(response)).toEqual([path]);
  });

  it('names each of several bad fields', async () => {
    const response = await register({});
    expect(badFields(response)).toEqual(['email', 'password', 'name']);
  });

  it('refuses unknown fields: nobody registers as admin', async () => {
    const response = await register({ ...valid, email: 'evil@example.com', role: 'admin' });
    expect(response.status).toBe(422);
    expect(response.body.errors[0].message).toContain('role');
  });
});

describe('400, 415', () => {
  it('refuses what is not JSON', async () => {
    const post = (type: string, text: string) =>
      request(server.url).post('/api/auth/register').set('Content-Type', type).send(text);
    expect((await post('application/json', '{"email":')).status).toBe(400);
    expect((await post('text/plain', JSON.stringify(valid))).status).toBe(415);
  });
});

describe('429', () => {
  it('stops one address after 100 registrations in ten minutes, with Retry-After', async () => {
    let last = await register({});
    const fresh = await startTestServer();
    try {
      // Taken addresses count too, else the route would be a free list of who is registered.
      for (let done = 0; done < 101; done += 10) {
        const answers = await Promise.all(
          Array.from({ length: Math.min(10, 101 - done) }, () =>
            request(fresh.url).post('/api/auth/register').send(valid),
          ),
        );
        last = answers.find((answer) => answer.status === 429) ?? last;
        if (done + answers.length <= 100) expect(answers.every((answer) => answer.status !== 429)).toBe(true);
      }
    } finally {
      await fresh.stop();
    }
    expect(last.body).toMatchObject({ ok: false, code: 'rate_limited' });
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('422 for a password that is easily guessed', () => {
  const email = 'grace.hopper@example.com';

  it.each([
    ['12345678', 'password_common'],
    ['password1', 'password_common'],
    ['P@ssw0rd!', 'password_common'],
    ['rtyuiopl', 'password_in_a_row'],
    ['abcabcabcabc', 'password_repeated'],
    ['19870512', 'password_date'],
    ['Grace.Hopper', 'password_personal'],
    [email, 'password_personal'],
  ])('%s is refused: %s', async (password, code) => {
    const response = await register({ email, password, name: 'Grace Hopper' });
    expect(response.status).toBe(422);
    expect(response.body.errors).toMatchObject([{ path: 'password', code }]);
  });

  it('and nobody is registered by it', async () => {
    const response = await register({ email, password: 'Nanoseconds-of-wire-3', name: 'Grace Hopper' });
    expect(response.status).toBe(201);
  });
});
