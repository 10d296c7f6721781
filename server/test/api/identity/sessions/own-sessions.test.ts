import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Session } from '../../../../src/identity/contract.ts';
import { call } from '../../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../../harness/http/server.ts';
import { connectSocket } from '../../../harness/http/socket.ts';
import { registerUser, signIn, type Person } from '../../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const sessionsOf = async ({ token }: Pick<Person, 'token'>) =>
  Session.array().parse((await call(server, 'get', '/auth/sessions', { token })).body.data);
const isSignedIn = async ({ token }: Pick<Person, 'token'>) =>
  (await call(server, 'get', '/auth/me', { token })).status === 200;

async function registered(): Promise<{ person: Person; elsewhere: () => Promise<Omit<Person, 'password'>> }> {
  const person = await registerUser(server);
  return { person, elsewhere: () => signIn(server, person.user.email, person.password) };
}

describe('GET /auth/sessions', () => {
  it('tells where one is signed in: here first, then what was used last, and nothing of what is over', async () => {
    const { person, elsewhere } = await registered();
    const [older, gone] = [await elsewhere(), await elsewhere()];
    await call(server, 'post', '/auth/logout', { token: gone.token });
    const { body } = await call(server, 'post', '/auth/login', {
      body: { email: person.user.email, password: person.password },
      headers: { 'user-agent': firefox },
    });
    await call(server, 'post', '/auth/refresh', { headers: { cookie: older.cookie } });
    const sessions = await sessionsOf(person);
    expect(sessions).toMatchObject([
      { isCurrent: true },
      { isCurrent: false, device: { browser: 'node', system: null } },
      { isCurrent: false, device: { browser: 'Firefox', system: 'Windows' } },
    ]);
    expect(sessions[1]!.lastUsedAt > sessions[1]!.signedInAt).toBe(true);
    const there = await sessionsOf({ token: body.data.accessToken });
    expect(there[0]).toMatchObject({ id: sessions[2]!.id, isCurrent: true });
  });

  it('keeps of an endless name as much as there is room for', async () => {
    const { person } = await registered();
    const { status } = await call(server, 'post', '/auth/login', {
      body: { email: person.user.email, password: person.password },
      headers: { 'user-agent': `curl/${'8'.repeat(5_000)}` },
    });
    expect(status).toBe(200);
    expect(await sessionsOf(person)).toMatchObject([{}, { device: { browser: 'curl' } }]);
  });
});

describe('DELETE /auth/sessions/:id', () => {
  const end = (token: string, id: string) => call(server, 'delete', `/auth/sessions/${id}`, { token });

  it('ends that one at once, its socket and its cookie too, and once', async () => {
    const { person, elsewhere } = await registered();
    const [there, third] = [await elsewhere(), await elsewhere()];
    const { socket } = await connectSocket(server, { token: there.token });
    const cutOff = new Promise((resolve) => void socket.once('disconnect', resolve));
    const [current] = await sessionsOf(there);
    expect((await end(person.token, current!.id)).body.data).toEqual({ ended: 1 });
    expect(await cutOff).toBe('io server disconnect');
    expect(await isSignedIn(there)).toBe(false);
    const refreshed = await call(server, 'post', '/auth/refresh', { headers: { cookie: there.cookie } });
    expect(refreshed.status).toBe(401);
    expect((await end(person.token, current!.id)).body.data).toEqual({ ended: 0 });
    expect([await isSignedIn(person), await isSignedIn(third)]).toEqual([true, true]);
  });

  it('knows nothing of the sessions of others', async () => {
    const [{ person: ann }, { person: bob }] = [await registered(), await registered()];
    const [annsOwn] = await sessionsOf(ann);
    const [anns, nobodys] = [await end(bob.token, annsOwn!.id), await end(bob.token, randomUUID())];
    expect([anns.status, anns.body.detail]).toEqual([404, nobodys.body.detail]);
    expect(await isSignedIn(ann)).toBe(true);
  });
});

describe('DELETE /auth/sessions', () => {
  it('ends all others of this person, and nobody else’s', async () => {
    const { person, elsewhere } = await registered();
    const { person: other } = await registered();
    const others = [await elsewhere(), await elsewhere()];
    const end = () => call(server, 'delete', '/auth/sessions', { token: person.token });
    expect((await end()).body.data).toEqual({ ended: 2 });
    expect(await Promise.all(others.map(isSignedIn))).toEqual([false, false]);
    expect([await isSignedIn(person), await isSignedIn(other)]).toEqual([true, true]);
    expect((await end()).body.data).toEqual({ ended: 0 });
  });
});
