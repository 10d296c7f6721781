import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import request from 'supertest';
import { ensureAdmin } from '../../../src/identity/ensure-admin.ts';
import { registerUser, signIn } from '../../harness/people.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { waitUntil } from '../../harness/wait.ts';

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
    expect(user.role).toBe('admin');
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

  it('makes an admin of a user who has the address and the password, sessions and all', async () => {
    const person = await registerUser(server);
    await ensureAdmin(server.ctx, { email: person.user.email, password: person.password });
    await waitUntil(async () => (await status(person.token)) === 200);
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

  it('leaves a password alone that a person chose instead of the generated one', async () => {
    const person = await registerUser(server);
    await ensureAdmin(server.ctx, {
      email: person.user.email,
      password: 'generated-once-1',
      isGenerated: true,
    });
    const again = await signIn(server, person.user.email, person.password);
    expect(again.user.role).toBe('admin');
  });
});
