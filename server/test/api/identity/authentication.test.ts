import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { sql } from 'kysely';
import request from 'supertest';
import { waitUntil } from '../../harness/clock/wait.ts';
import { createTestDatabase, listenerOf } from '../../harness/database/database.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import {
  createApiKey,
  registerUser,
  signIn,
  signInAdmin,
  type Person,
} from '../../harness/identity/people.ts';

let server: TestServer;
let person: Person;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  person = await registerUser(server);
  admin = await signInAdmin(server);
});
afterAll(() => server.stop());

const secret = 'test-secret-of-more-than-32-characters';
const me = (token: string, at = server) =>
  request(at.url).get('/api/auth/me').auth(token, { type: 'bearer' });
const keys = (token: string, at = server) =>
  request(at.url).get('/api/admin/api-keys').auth(token, { type: 'bearer' });

function claimsOf(token: string): jwt.JwtPayload {
  const claims = jwt.decode(token);
  if (typeof claims !== 'object' || claims === null) throw new Error('The token has no claims');
  return claims;
}

/** The person's token with other claims or another signature. */
function forge(changes: object, key = secret, options: jwt.SignOptions = {}): string {
  return jwt.sign({ ...claimsOf(person.token), ...changes }, key, { noTimestamp: true, ...options });
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('access tokens', () => {
  it('last 15 minutes and say who, which role and which session', () => {
    const claims = claimsOf(person.token);
    expect(claims.exp! - claims.iat!).toBe(900);
    expect(claims).toMatchObject({
      sub: person.user.id,
      iss: 'meterstone',
      aud: 'meterstone',
      role: 'user',
      accountId: person.account.id,
      sessionId: expect.any(String),
      jti: expect.any(String),
    });
  });

  it('work with any claims and key of ours, which shows that the forgeries below fail for their own reason', async () => {
    expect((await me(forge({}))).status).toBe(200);
  });

  const unsigned = () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claimsOf(person.token))}.`;
  const withoutExpiry = () => {
    const claims = claimsOf(person.token);
    delete claims.exp;
    return jwt.sign(claims, secret);
  };
  const swapped = () => {
    const [head, , signature] = person.token.split('.');
    return `${head}.${encode({ ...claimsOf(person.token), role: 'admin' })}.${signature}`;
  };
  const algorithmInName = () => {
    const text = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claimsOf(person.token))}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };

  it.each<[string, () => string]>([
    ['is unsigned', unsigned],
    ['has swapped claims', swapped],
    ['is signed by another key', () => forge({}, 'another-secret-of-more-than-32-chars')],
    ['is signed by another algorithm', () => forge({}, secret, { algorithm: 'HS384' })],
    ['names another algorithm', algorithmInName],
    ['has expired', () => forge({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['never expires', withoutExpiry],
    ['is from another issuer', () => forge({ iss: 'elsewhere' })],
    ['is for another audience', () => forge({ aud: 'elsewhere' })],
    ['has no id', () => forge({ jti: undefined })],
    ['has no subject', () => forge({ sub: undefined })],
    ['is of a session that does not exist', () => forge({ sessionId: person.user.id })],
    ["is for another's session", () => forge({ sub: person.account.id })],
    ['is not yet valid', () => forge({ nbf: Math.floor(Date.now() / 1000) + 60 })],
    ['is garbage', () => 'a.b.c'],
    ['is empty', () => ''],
    ['is a refresh token', () => person.cookie.split('=')[1]!],
  ])('are refused when one %s', async (_name, token) => {
    const response = await me(token());
    expect(response.status).toBe(401);
    expect(response.body).toMatchObject({ ok: false, code: 'unauthenticated' });
  });

  it('stop working when they expire, though remembered as valid', async () => {
    let token = '';
    await waitUntil(async () => {
      token = forge({ exp: Math.floor(Date.now() / 1000) + 2 });
      return (await me(token)).status === 200;
    });
    await waitUntil(async () => (await me(token)).status === 401);
  });

  it('give no right of their own: a claimed role is not believed, a role taken away is soon gone', async () => {
    expect((await keys(forge({ role: 'admin' }))).status).toBe(403);
    const chief = await registerUser(server);
    await sql`update public.users set role = 'admin' where id = ${chief.user.id}`.execute(server.ctx.db);
    await waitUntil(async () => (await keys(chief.token)).status === 200);
    const promoted = await signIn(server, chief.user.email, chief.password);
    expect(claimsOf(promoted.token)['role']).toBe('admin');
    expect((await keys(promoted.token)).status).toBe(200);
    await sql`update public.users set role = 'user' where id = ${chief.user.id}`.execute(server.ctx.db);
    await waitUntil(async () => (await keys(promoted.token)).status === 403);
  });

  it('stop with a session that ends without anybody telling', async () => {
    const other = await registerUser(server);
    expect((await me(other.token)).status).toBe(200);
    await sql`update public.sessions set expires_at = now() where user_id = ${other.user.id}`.execute(
      server.ctx.db,
    );
    await waitUntil(async () => (await me(other.token)).status === 401);
  });
});

describe('API keys', () => {
  it.each(['msk_', `msk_${'x'.repeat(43)}`, `msk_${'x'.repeat(44)}`, 'msk_\u00e9'])(
    'are refused when unknown: %s',
    async (key) => {
      expect((await keys(encodeURI(key))).status).toBe(401);
    },
  );

  it('are told apart by every character', async () => {
    const key = await createApiKey(server, admin, ['usage:read']);
    expect((await keys(key)).status).toBe(403);
    expect((await keys(key.slice(0, -2) + (key.endsWith('AA') ? 'BB' : 'AA'))).status).toBe(401);
    expect((await keys(key.toUpperCase())).status).toBe(401);
  });

  it('and sessions answer at once, without a promise, when they are known', async () => {
    const key = await createApiKey(server, admin, ['usage:read', 'usage:write']);
    const { authenticate } = server.ctx;
    const first = authenticate(key);
    expect(first).toBeInstanceOf(Promise);
    await first;
    const again = authenticate(key);
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toMatchObject({ kind: 'apiKey', scopes: new Set(['usage:read', 'usage:write']) });
    await authenticate(person.token);
    expect(authenticate(person.token)).toMatchObject({ kind: 'user', userId: person.user.id });
  });
});

describe('a second node', () => {
  it('refuses what the first one revoked, though it knew it, when its memory runs out at the latest', async () => {
    const other = await startTestServer({ database: server.database });
    try {
      const user = await registerUser(server);
      expect((await me(user.token, other)).status).toBe(200);
      await request(server.url).post('/api/auth/logout').set({ cookie: user.cookie });
      await waitUntil(async () => (await me(user.token, other)).status === 401);
    } finally {
      await other.stop();
    }
  });
});

describe('a database out of reach', () => {
  it('is 503, never 401: nobody is signed out over it', async () => {
    const database = await createTestDatabase();
    const road = await openRoad(database.connectionString);
    const doomed = await startTestServer({ database: { ...database, connectionString: road.url } });
    try {
      const user = await registerUser(doomed);
      const key = await createApiKey(doomed, await signInAdmin(doomed), ['usage:read']);
      road.block();
      await waitUntil(async () => (await me(user.token, doomed)).status !== 200);
      for (const response of [
        await me(user.token, doomed),
        await keys(key, doomed),
        await request(doomed.url).post('/api/auth/refresh').set({ cookie: user.cookie }),
        await request(doomed.url)
          .post('/api/auth/login')
          .send({ email: user.user.email, password: user.password }),
      ]) {
        expect(response.status).toBe(503);
        expect(response.headers['retry-after']).toBeDefined();
      }
    } finally {
      await doomed.stop();
      await database.drop();
    }
  });
});

/** A way to the database that can be blocked: connections break, and new ones break as soon as they stand. */
async function openRoad(connectionString: string): Promise<{ url: string; block: () => void }> {
  const target = listenerOf(connectionString);
  const sockets = new Set<Socket>();
  let blocked = false;
  const listener = createServer((socket) => {
    socket.on('error', () => undefined);
    if (blocked) {
      // Read to the end: closing on unread bytes would be a reset, an error of Node's that Jest's realm doesn't know.
      socket.resume().end();
      return;
    }
    const onward = connect(target).on('error', () => undefined);
    socket.pipe(onward).on('close', () => socket.destroy());
    onward.pipe(socket).on('close', () => onward.destroy());
    sockets.add(socket);
  });
  listener.unref().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('The road has no address');
  const url = new URL(connectionString);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    block() {
      blocked = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
