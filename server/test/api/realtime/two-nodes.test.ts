import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { hintsMissed } from '../../../src/realtime/bus.ts';
import { createPlan } from '../../harness/catalog/catalog.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';
import { startTwoNodes, type TwoNodes } from '../../harness/http/two-nodes.ts';
import { registerUser, signIn, signInAdmin, type Person } from '../../harness/identity/people.ts';
import { startProxy } from '../../harness/processes/proxy.ts';
import { describeWithRedis, type TestRedis } from '../../harness/processes/redis.ts';

const later = (act: () => void) => () => Promise.resolve().then(act);

describeWithRedis('two nodes that share a Redis', () => {
  let nodes: TwoNodes;
  let redis: TestRedis;
  let one: TestServer;
  let two: TestServer;
  let alice: Person;
  let room: string;
  let probes = 0;
  const open: TestSocket[] = [];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    ({ redis, one, two } = nodes);
    alice = await registerUser(one);
    room = `account:${alice.account.id}`;
    await bothHearEachOther();
  });
  afterEach(() => {
    for (const { socket } of open.splice(0)) socket.disconnect();
  });
  afterAll(() => nodes.stop());

  async function connect(
    server: TestServer,
    options: Parameters<typeof connectSocket>[1],
  ): Promise<TestSocket> {
    const connected = await connectSocket(server, options);
    open.push(connected);
    return connected;
  }

  /** Subscriptions take a moment, at the start and after a loss. */
  async function hears(from: TestServer, to: TestServer): Promise<void> {
    const topic = `test:probe-${(probes += 1)}`;
    let isHeard = false;
    to.ctx.bus.on(topic, () => {
      isHeard = true;
    });
    await waitUntil(() => {
      from.ctx.bus.publish(topic, {});
      return isHeard;
    }, 20_000);
  }

  async function bothHearEachOther(): Promise<void> {
    await hears(one, two);
    await hears(two, one);
  }

  test('an event of one node reaches the sockets of the other, once', async () => {
    const [here, there, visitor] = await Promise.all([
      connect(one, { token: alice.token }),
      connect(two, { token: alice.token }),
      connect(two, { namespace: '/public' }),
    ]);
    one.ctx.live.emit(room, 'order:updated', { orderId: 1 });
    one.ctx.live.emit('public', 'plans:updated', { planId: 1 });
    await waitUntil(() => there.events.length === 1 && visitor.events.length === 1);
    expect(there.payloads('order:updated')).toEqual([{ orderId: 1 }]);
    expect(here.payloads('order:updated')).toEqual([{ orderId: 1 }]);
    expect(visitor.payloads('plans:updated')).toEqual([{ planId: 1 }]);
  });

  test('the latest of many reaches the other node too, five a second from both together', async () => {
    const there = await connect(two, { token: alice.token });
    const began = performance.now();
    let version = 0;
    while (performance.now() - began < 1_100) {
      version += 1;
      (version % 2 ? one : two).ctx.live.emitLatest(room, 'quota:updated', 'shared', { version }, version);
      if (version % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await waitUntil(() => JSON.stringify(there.events.at(-1)?.payload) === `{"version":${version}}`);
    const seconds = (performance.now() - began) / 1000;
    expect(there.events.length).toBeLessThanOrEqual(5 * seconds + 1);
    const versions = there.events
      .map(({ payload }) => JSON.stringify(payload))
      .map((text) => Number(/\d+/.exec(text)));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  });

  test('a session that ends on one node is cut off on the other', async () => {
    const session = await signIn(one, alice.user.email, alice.password);
    const there = await connect(two, { token: session.token });
    await fetch(`${one.url}/api/auth/logout`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.token}`, cookie: session.cookie },
    });
    await waitUntil(() => !there.socket.connected);
  });

  test('a message on the bus runs once on each node', async () => {
    const heard: string[] = [];
    one.ctx.bus.on('test:bus', (payload) => heard.push(`one ${JSON.stringify(payload)}`));
    two.ctx.bus.on('test:bus', (payload) => heard.push(`two ${JSON.stringify(payload)}`));
    one.ctx.bus.publish('test:bus', { n: 1 });
    await waitUntil(() => heard.length === 2);
    expect(heard).toEqual(['one {"n":1}', 'two {"n":1}']);
  });

  test('a change of the catalog is told to each node once', async () => {
    const heard: string[] = [];
    for (const [name, { ctx }] of Object.entries({ one, two })) {
      ctx.bus.on('catalog.changed', () => heard.push(name));
    }
    await createPlan(one, await signInAdmin(one), { code: 'told_once' });
    await waitUntil(() => heard.includes('one') && heard.includes('two'));
    // Whichever of them passed it on, a second time would have come before this.
    await bothHearEachOther();
    expect(heard.toSorted()).toEqual(['one', 'two']);
  });

  test('whether another node listens is not known, so it may', () => {
    expect(one.ctx.live.isHeard('account:of-nobody')).toBe(true);
  });

  describe.each([
    ['dead', () => redis.kill(), () => redis.revive()],
    ['hung', later(() => redis.hang()), later(() => redis.unhang())],
  ])('while Redis is %s', (state, takeAway, bringBack) => {
    test('events still reach the sockets of their node, and other nodes again once it is back', async () => {
      const session = await signIn(one, alice.user.email, alice.password);
      const [here, there, ended] = await Promise.all([
        connect(one, { token: alice.token }),
        connect(two, { token: alice.token }),
        connect(one, { token: session.token }),
      ]);
      await takeAway();
      for (let n = 0; n < 100; n += 1) one.ctx.live.emit(room, 'order:updated', { n });
      one.ctx.live.emitLatest(room, 'quota:updated', `while-${state}`, { used: 1 }, 1);
      one.ctx.live.cutOff(`session:${await sessionIdOf(session.token)}`);
      await waitUntil(() => here.events.length === 101 && !ended.socket.connected, 1_000);

      await bringBack();
      await bothHearEachOther();
      one.ctx.live.emit(room, 'order:updated', { isBack: true });
      await waitUntil(() => JSON.stringify(there.payloads('order:updated').at(-1)) === '{"isBack":true}');
    });
  });

  test('a connection gone silent is replaced, and the node told that it may have missed something', async () => {
    const proxy = await startProxy({ port: Number(new URL(redis.url).port), host: '127.0.0.1' });
    const behind = await startTestServer({
      database: one.database,
      env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
    });
    try {
      await hears(one, behind);
      await hears(behind, one);
      let missed = 0;
      behind.ctx.bus.on(hintsMissed, () => {
        missed += 1;
      });
      proxy.silence();
      await hears(one, behind);
      await hears(behind, one);
      await waitUntil(() => missed === 1);
    } finally {
      await behind.stop();
      await proxy.stop();
    }
  });

  async function sessionIdOf(token: string): Promise<string> {
    const principal = await one.ctx.authenticate(token);
    if (principal.kind !== 'user') throw new Error('Not a user');
    return principal.sessionId;
  }
});
