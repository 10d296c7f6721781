import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { UserPrincipal } from '../../../src/http/access/principal.ts';
import { AppError } from '../../../src/lib/app-error.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { createGateway, type Gateway } from '../../../src/realtime/gateway.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';

/** What the rules answer; tests change it while sockets are open. */
let sessionRoles: Map<string, 'user' | 'admin'>;
let isDatabaseAway: boolean;
let rechecks: number;
let viewedUntilMs: number | undefined;
let tokensRead: number;
let tokensGoodFor: number;
let http: Server;
let gateway: Gateway;
let url: string;
const open: TestSocket[] = [];

beforeEach(async () => {
  sessionRoles = new Map([
    ['ann', 'admin'],
    ['bob', 'user'],
  ]);
  isDatabaseAway = false;
  viewedUntilMs = undefined;
  rechecks = 0;
  tokensRead = 0;
  tokensGoodFor = Infinity;
  http = createServer();
  gateway = createGateway({
    config: { publicUrl: 'https://app.example', production: true, redisUrl: undefined },
    httpServer: http,
    logger: createLogger('silent'),
    recheckMs: 20,
  });
  gateway.open({
    authenticate: (token): UserPrincipal => {
      tokensRead += 1;
      const role = sessionRoles.get(token);
      if (!role || tokensRead > tokensGoodFor) throw new AppError('unauthenticated');
      const user = { kind: 'user', userId: token, accountId: token, role, sessionId: token } as const;
      if (viewedUntilMs === undefined) return user;
      const viewer = { userId: token, untilMs: viewedUntilMs };
      return { ...user, userId: 'eve', accountId: 'eve', role: 'user', viewer };
    },
    findRole: (sessionId) => {
      rechecks += 1;
      return isDatabaseAway
        ? Promise.reject(new Error('away'))
        : Promise.resolve(sessionRoles.get(sessionId));
    },
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});

afterEach(async () => {
  for (const { socket } of open.splice(0)) socket.disconnect();
  await gateway.close();
  http.close();
  await once(http, 'close');
});

async function connect(token: string, headers: Record<string, string> = {}): Promise<TestSocket> {
  const connected = await connectSocket({ url }, { token, headers });
  open.push(connected);
  return connected;
}

const severalRechecks = async () => {
  const before = rechecks;
  await waitUntil(() => rechecks >= before + 6);
};

test('a socket lives on after its access token has run out', async () => {
  const { socket } = await connect('bob');
  await waitUntil(() => tokensRead === 2);
  tokensGoodFor = 0;
  await severalRechecks();
  expect(socket.connected).toBe(true);
});

test('a session whose end nobody announced is noticed', async () => {
  const [ann, bob] = await Promise.all([connect('ann'), connect('bob')]);
  sessionRoles.delete('bob');
  await waitUntil(() => !bob.socket.connected);
  expect(ann.socket.connected).toBe(true);
});

test('who is no longer an admin is told nothing for admins any more, and who becomes one is', async () => {
  const [ann, bob] = await Promise.all([connect('ann'), connect('bob')]);
  sessionRoles.set('ann', 'user');
  sessionRoles.set('bob', 'admin');
  await severalRechecks();
  gateway.live.emit('admins', 'quota:alert', { id: 1 });
  await waitUntil(() => bob.events.length === 1);
  expect(ann.events).toEqual([]);
  expect(ann.socket.connected).toBe(true);
});

test('a view is told nothing for admins, and ends with its time or with the role of who looks', async () => {
  viewedUntilMs = Date.now() + 60_000;
  const ann = await connect('ann');
  await severalRechecks();
  gateway.live.emit('admins', 'admin:changed', { id: 1 });
  gateway.live.emit('account:eve', 'alerts:read', {});
  await waitUntil(() => ann.events.length === 1);
  expect(ann.payloads('alerts:read')).toHaveLength(1);
  sessionRoles.set('ann', 'user');
  await waitUntil(() => !ann.socket.connected);

  viewedUntilMs = Date.now() + 500;
  sessionRoles.set('bob', 'admin');
  const { socket } = await connect('bob');
  await waitUntil(() => !socket.connected);
});

test('sockets outlast a database that is away', async () => {
  const { socket } = await connect('bob');
  isDatabaseAway = true;
  await severalRechecks();
  expect(socket.connected).toBe(true);
});

test('a session revoked between the look at its token and its entry does not get in', async () => {
  tokensGoodFor = 1;
  const { socket } = await connect('bob');
  await waitUntil(() => !socket.connected);
});

test('in production pages are let in from the public address and from the one asked, and from no other', async () => {
  const host = new URL(url).host;
  for (const origin of ['https://app.example', `http://${host}`, `https://${host}`]) {
    expect((await connect('bob', { origin })).socket.connected).toBe(true);
  }
  for (const origin of ['http://app.example', 'https://app.example:8443', 'http://localhost:5173']) {
    await expect(connect('bob', { origin })).rejects.toThrow();
  }
});

test('closing drops sockets as a lost connection, so that browsers connect again', async () => {
  const { socket } = await connect('bob');
  const reason = new Promise<string>((resolve) => socket.on('disconnect', resolve));
  await gateway.dropSockets();
  expect(await reason).toBe('transport close');
});
