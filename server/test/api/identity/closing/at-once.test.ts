import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { waitForBlocked } from '../../../harness/database/blocked.ts';
import { call } from '../../../harness/http/contract.ts';
import { adminCredentials, startTestServer, type TestServer } from '../../../harness/http/server.ts';
import { registerAdmin, registerUser, type Person } from '../../../harness/identity/people.ts';
import { badFields } from '../../../harness/metering/metering-server.ts';

// What meets an admin's closing while it waits for a lock that comes after the person: here the account.

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const rows = async (statement: string, values: unknown[]) =>
  (await server.ctx.pool.query<Record<string, unknown>>(statement, values)).rows;

/** Does `work` while the person's closing waits for the account, which is then let go. */
async function whileClosing<T>(person: Person, work: () => Promise<T>): Promise<T> {
  const holder = await server.ctx.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select from public.accounts where id = $1 for update', [person.account.id]);
    const body = { email: person.user.email, password: person.password };
    const closing = call(server, 'post', '/auth/closing', { token: person.token, body });
    await waitForBlocked(server.ctx.pool);
    const result = await work().finally(() => holder.query('rollback'));
    expect((await closing).status).toBe(200);
    return result;
  } finally {
    holder.release();
  }
}

it('an API key that is made meanwhile is refused', async () => {
  const person = await registerAdmin(server);
  const { answer } = await whileClosing(person, async () => {
    const made = call(server, 'post', '/admin/api-keys', {
      token: person.token,
      body: { name: 'a key', scopes: ['accounts:read'] },
    });
    await waitForBlocked(server.ctx.pool, 2);
    return { answer: made };
  });
  const { status, body } = await answer;
  expect([status, body.code]).toEqual([401, 'unauthenticated']);
  expect(await rows('select from public.api_keys where created_by = $1', [person.user.id])).toEqual([]);
});

it('the other admins sign in meanwhile', async () => {
  const person = await registerAdmin(server);
  const { email, password } = adminCredentials;
  const status = await whileClosing(person, async () => {
    const signedIn = call(server, 'post', '/auth/login', { body: { email, password } });
    return Promise.race([signedIn.then((answer) => answer.status), setTimeout(3_000, 'it waits')]);
  });
  expect(status).toBe(200);
});

it('a change of the password just after it finds none to change', async () => {
  const person = await registerUser(server);
  // What a node that has not heard of it yet reads.
  await rows(`update public.users set password_hash = '', closed_at = now() where id = $1`, [person.user.id]);
  const answer = await call(server, 'post', '/auth/password', {
    token: person.token,
    body: { currentPassword: person.password, newPassword: 'Tr0ubador-and-3' },
  });
  expect(answer.status).toBe(422);
  expect(badFields(answer)).toEqual(['currentPassword']);
});
