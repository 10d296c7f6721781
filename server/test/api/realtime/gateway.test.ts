import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../harness/clock/wait.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';
import {
  createApiKey,
  registerUser,
  signIn,
  signInAdmin,
  type Person,
} from '../../harness/identity/people.ts';

let server: TestServer;
let alice: Person;
let bob: Person;
let adminToken: string;
const open: TestSocket[] = [];

beforeAll(async () => {
  server = await startTestServer();
  [alice, bob, adminToken] = await Promise.all([
    registerUser(server),
    registerUser(server),
    signInAdmin(server),
  ]);
});
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await server.stop();
});

async function connect(options: Parameters<typeof connectSocket>[1]): Promise<TestSocket> {
  const connected = await connectSocket(server, options);
  open.push(connected);
  return connected;
}

/** Everything that was sent to a socket before this resolves has arrived. */
async function drain(...sockets: TestSocket[]): Promise<void> {
  const mark = { mark: Math.random() };
  server.ctx.live.emit('everybody', 'test:mark', mark);
  await waitUntil(() =>
    sockets.every(({ payloads }) => JSON.stringify(payloads('test:mark')).includes(`${mark.mark}`)),
  );
}

describe('who is let in', () => {
  test('a user with an access token is', async () => {
    expect((await connect({ token: alice.token })).socket.connected).toBe(true);
    expect((await connect({ token: alice.token, transports: ['polling'] })).socket.connected).toBe(true);
  });

  test.each([
    ['no token', {}],
    ['an empty token', { token: '' }],
    ['a token of somebody else', { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.' }],
  ])('%s is refused as unauthenticated', async (_, options) => {
    await expect(connect(options)).rejects.toThrow(/^unauthenticated$/);
  });

  test('an API key is refused, as nobody sits behind it', async () => {
    const key = await createApiKey(server, adminToken, ['usage:read']);
    await expect(connect({ token: key })).rejects.toThrow(/^unauthenticated$/);
  });

  test('the token of a session that was signed out is refused', async () => {
    const { token, cookie } = await signIn(server, alice.user.email, alice.password);
    await signOut(token, cookie);
    await expect(connect({ token })).rejects.toThrow(/^unauthenticated$/);
  });

  test('a namespace nobody made is refused', async () => {
    await expect(connect({ namespace: '/admin', token: alice.token })).rejects.toThrow('Invalid namespace');
  });

  test.each(['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'nonsense'])(
    'a page of origin %s is refused, over either transport',
    async (origin) => {
      const options = { token: alice.token, headers: { origin } };
      await expect(connect({ ...options, transports: ['websocket'] })).rejects.toThrow();
      await expect(connect({ ...options, transports: ['polling'] })).rejects.toThrow();
      const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
        headers: { origin },
      });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('pages of our own origin, and the development servers, are let in', async () => {
    for (const origin of [server.url, 'http://localhost:5173', 'http://localhost:8080']) {
      expect((await connect({ token: alice.token, headers: { origin } })).socket.connected).toBe(true);
    }
  });

  test('what a client sends is ignored, and a large message ends its socket', async () => {
    const { socket } = await connect({ token: alice.token });
    socket.emit('plans:updated', { planId: 'x' });
    socket.emit('join', 'admins');
    const ended = new Promise<void>((resolve) => socket.on('disconnect', () => resolve()));
    socket.emit('anything', 'x'.repeat(20_000));
    await ended;
  });
});

describe('who is told what', () => {
  let ofAlice: TestSocket;
  let ofBob: TestSocket;
  let ofAdmin: TestSocket;
  let ofVisitor: TestSocket;
  beforeEach(async () => {
    [ofAlice, ofBob, ofAdmin, ofVisitor] = await Promise.all([
      connect({ token: alice.token }),
      connect({ token: bob.token }),
      connect({ token: adminToken }),
      connect({ namespace: '/public' }),
    ]);
  });

  test('an account is told of its own, and nobody of another', async () => {
    server.ctx.live.emit(`account:${alice.account.id}`, 'order:updated', { orderId: 1 });
    server.ctx.live.emitLatest(`account:${alice.account.id}`, 'quota:updated', 'alice', { used: 1 }, 1);
    await drain(ofAlice, ofBob, ofAdmin);
    expect(ofAlice.events.map(({ name }) => name)).toEqual(['order:updated', 'quota:updated', 'test:mark']);
    for (const other of [ofBob, ofAdmin]) expect(other.events.map(({ name }) => name)).toEqual(['test:mark']);
    expect(ofVisitor.events).toEqual([]);
  });

  test('what nobody listens to need not be made, until somebody does', async () => {
    const room = `account:${alice.account.id}`;
    expect(server.ctx.live.isHeard(room)).toBe(true);
    expect(server.ctx.live.isHeard(`account:${adminToken}`)).toBe(false);
    ofAlice.socket.disconnect();
    await waitUntil(() => !server.ctx.live.isHeard(room));
    await connect({ token: alice.token });
    expect(server.ctx.live.isHeard(room)).toBe(true);
  });

  test('only admins are told what is for admins', async () => {
    server.ctx.live.emit('admins', 'quota:alert', { id: 1 });
    await drain(ofAlice, ofAdmin);
    expect(ofAdmin.payloads('quota:alert')).toEqual([{ id: 1 }]);
    expect(ofAlice.payloads('quota:alert')).toEqual([]);
  });

  test('visitors are told that plans changed, and nothing else can be sent to them', async () => {
    server.ctx.live.emit('public', 'plans:updated', { planId: 1 });
    await waitUntil(() => ofVisitor.events.length === 1);
    expect(ofVisitor.payloads('plans:updated')).toEqual([{ planId: 1 }]);
    expect(() => {
      server.ctx.live.emit('public', 'quota:updated', {});
    }).toThrow('Invariant');
  });

  test('five a second for a key at the most, and the last one always', async () => {
    const began = performance.now();
    let last = 0;
    while (performance.now() - began < 1_100) {
      last += 1;
      server.ctx.live.emitLatest(
        `account:${alice.account.id}`,
        'quota:updated',
        'busy',
        { used: last },
        last,
      );
      if (last % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await waitUntil(() =>
      ofAlice.events.some(({ payload }) => JSON.stringify(payload) === `{"used":${last}}`),
    );
    const seconds = (performance.now() - began) / 1000;
    expect(ofAlice.events.length).toBeGreaterThanOrEqual(2);
    // And the first one besides.
    expect(ofAlice.events.length).toBeLessThanOrEqual(5 * seconds + 1);
  });

  test('the first event of a quiet key goes at once', async () => {
    server.ctx.live.emitLatest(`account:${alice.account.id}`, 'quota:updated', 'quiet', { used: 1 }, 1);
    await drain(ofAlice);
    expect(ofAlice.events.map(({ name }) => name)).toEqual(['quota:updated', 'test:mark']);
  });

  test('an older version never follows a newer one', async () => {
    for (const version of [5, 7, 6]) {
      server.ctx.live.emitLatest(
        `account:${alice.account.id}`,
        'quota:updated',
        'versions',
        { version },
        version,
      );
    }
    await waitUntil(() => ofAlice.events.length === 2);
    expect(ofAlice.payloads('quota:updated')).toEqual([{ version: 5 }, { version: 7 }]);
  });

  test('an event for an empty room costs next to nothing', () => {
    const before = process.cpuUsage();
    for (let n = 0; n < 100_000; n += 1) {
      server.ctx.live.emitLatest(`account:none-${n}`, 'quota:updated', `none-${n}`, { used: n }, n);
    }
    // Of work, whoever else has the processor meanwhile.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000);
  });
});

describe('when a session ends', () => {
  test('signing out cuts its sockets off, and no others', async () => {
    const second = await signIn(server, alice.user.email, alice.password);
    const [ended, other] = await Promise.all([
      connect({ token: second.token }),
      connect({ token: alice.token }),
    ]);
    await signOut(second.token, second.cookie);
    await waitUntil(() => !ended.socket.connected);
    expect(other.socket.connected).toBe(true);
  });
});

async function signOut(token: string, cookie: string): Promise<void> {
  const response = await fetch(`${server.url}/api/auth/logout`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, cookie },
  });
  if (!response.ok) throw new Error(`Signing out failed: ${response.status}`);
}
