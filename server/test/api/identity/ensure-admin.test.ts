import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import request from 'supertest';
import { ensureAdmin } from '../../../src/identity/sign-in/ensure-admin.ts';
import { ensureMadeUpAdmin } from '../../../src/identity/sign-in/made-up-admin.ts';
import { madeUpEmail } from '../../../src/identity/sign-in/service.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser, signIn } from '../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const status = async (token: string) =>
  (await request(server.url).get('/api/admin/api-keys').auth(token, { type: 'bearer' })).status;

describe('ensureAdmin', () => {
  it('makes one admin however many nodes boot at once', async () => {
    const chief = { email: 'Chief@Example.com', password: 'Correct-horse-1' };
    await Promise.all(Array.from({ length: 5 }, () => ensureAdmin(server.ctx, chief)));
    const { user, account, token } = await signIn(server, 'chief@example.com', chief.password);
    // In which language they read, the settings don't say.
    expect(user).toMatchObject({ role: 'admin', locale: null });
    expect(account.kind).toBe('personal');
    expect(await status(token)).toBe(200);
    const { rows } = await sql`select 1 from public.users where email = 'chief@example.com'`.execute(
      server.ctx.db,
    );
    expect(rows).toHaveLength(1);
  });

  it('changes nothing, and ends no session, when all is as it should be', async () => {
    const chief = { email: 'calm@example.com', password: 'Correct-horse-1' };
    await ensureAdmin(server.ctx, chief);
    const { token } = await signIn(server, chief.email, chief.password);
    await ensureAdmin(server.ctx, chief);
    expect(await status(token)).toBe(200);
  });

  it('makes an admin of a user who has the address and the password, and ends the sessions they had', async () => {
    const person = await registerUser(server);
    await ensureAdmin(server.ctx, { email: person.user.email, password: person.password });
    expect(await status(person.token)).toBe(401);
    const refreshed = await request(server.url).post('/api/auth/refresh').set('cookie', person.cookie);
    expect(refreshed.status).toBe(401);
    expect(await status((await signIn(server, person.user.email, person.password)).token)).toBe(200);
  });

  it('sets the password of the settings, and ends the sessions of the old one', async () => {
    const person = await registerUser(server);
    expect(await status(person.token)).toBe(403);
    const next = 'Another-horse-2';
    await Promise.all(
      Array.from({ length: 3 }, () => ensureAdmin(server.ctx, { email: person.user.email, password: next })),
    );
    expect(await status(person.token)).toBe(401);
    const old = await request(server.url)
      .post('/api/auth/login')
      .send({ email: person.user.email, password: person.password });
    expect(old.status).toBe(401);
    expect(await status((await signIn(server, person.user.email, next)).token)).toBe(200);
  });
});

describe('an admin that is made up', () => {
  const password = 'generated-once-1';
  const isEmpty = async (at: TestServer) => {
    await at.ctx.pool.query("update users set role = 'user'");
  };
  const onEmpty = async (work: (at: TestServer) => Promise<void>) => {
    const at = await startTestServer();
    try {
      await isEmpty(at);
      await work(at);
    } finally {
      await at.stop();
    }
  };

  it('is made where there is none, once, and says whether the password works', () =>
    onEmpty(async (at) => {
      const made = await Promise.all(Array.from({ length: 4 }, () => ensureMadeUpAdmin(at.ctx, password)));
      for (const admin of made) expect(admin).toEqual({ email: madeUpEmail, isPasswordInForce: true });
      const { user, token } = await signIn(at, madeUpEmail, password);
      expect(user.role).toBe('admin');
      await request(at.url)
        .post('/api/auth/password')
        .auth(token, { type: 'bearer' })
        .send({ currentPassword: password, newPassword: 'chosen-for-good-1' });
      expect(await ensureMadeUpAdmin(at.ctx, password)).toEqual({
        email: madeUpEmail,
        isPasswordInForce: false,
      });
      expect((await signIn(at, madeUpEmail, 'chosen-for-good-1')).user.role).toBe('admin');
    }));

  it('is known to a node that looked just before another one made it', () =>
    onEmpty(async (at) => {
      let other: Promise<unknown> | undefined;
      // Between its first statement and the next, the other node has done all.
      const db = at.ctx.db.withPlugin({
        transformQuery: ({ node }) => node,
        async transformResult({ result }) {
          await (other ??= ensureMadeUpAdmin(at.ctx, password));
          return result;
        },
      });
      expect(await ensureMadeUpAdmin({ ...at.ctx, db }, password)).toEqual({
        email: madeUpEmail,
        isPasswordInForce: true,
      });
    }));

  it('is not made beside another admin', async () => {
    expect(await ensureMadeUpAdmin(server.ctx, password)).toBeUndefined();
    const { rows } = await sql`select 1 from public.users where email = ${madeUpEmail}`.execute(
      server.ctx.db,
    );
    expect(rows).toEqual([]);
  });

  it('is never somebody who had the address, whatever their password', () =>
    onEmpty(async (at) => {
      const stranger = await registerUser(at);
      await sql`update public.users set email = ${madeUpEmail} where id = ${stranger.user.id}`.execute(
        at.ctx.db,
      );
      expect(await ensureMadeUpAdmin(at.ctx, stranger.password)).toBeUndefined();
      expect((await signIn(at, madeUpEmail, stranger.password)).user.role).toBe('user');
    }));

  it('has an address that nobody can register', async () => {
    const answer = await request(server.url)
      .post('/api/auth/register')
      .send({ email: 'Admin@Example.com', password: 'Battery-staple-7', name: 'Mallory' });
    expect(answer.status).toBe(409);
  });

  it('does not get the role back that another admin took from it', () =>
    onEmpty(async (at) => {
      await ensureMadeUpAdmin(at.ctx, password);
      await isEmpty(at);
      expect(await ensureMadeUpAdmin(at.ctx, password)).toBeUndefined();
      expect((await signIn(at, madeUpEmail, password)).user.role).toBe('user');
    }));
});
