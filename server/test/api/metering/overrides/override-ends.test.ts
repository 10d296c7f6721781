import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Check, Quota } from '../../../../src/metering/states/contract.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { createTestDatabase } from '../../../harness/database/database.ts';
import { call } from '../../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../../harness/http/server.ts';
import { connectSocket, type TestSocket } from '../../../harness/http/socket.ts';
import type { Person } from '../../../harness/identity/people.ts';
import { MeteringServer } from '../../../harness/metering/metering-server.ts';
import { letOverridesEnd } from '../../../harness/metering/override-end.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../../../harness/processes/redis.ts';

const open: TestSocket[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const { socket } of open.splice(0)) socket.disconnect();
});

async function connect(server: TestServer, token: string): Promise<TestSocket> {
  const socket = await connectSocket(server, { token });
  open.push(socket);
  return socket;
}

const updates = (socket: TestSocket) => socket.payloads('subscription:updated');

/** Whether a page shows the plan's quota. What comes shortly after one another may be told at once. */
const showsPlan = (socket: TestSocket) =>
  socket
    .payloads('quota:updated')
    .map((payload) => Quota.parse(payload))
    .findLast(({ featureCode }) => featureCode === 'calls')?.quota === 100;

/** How far ahead overrides end: nothing here takes so long, on any machine. */
const aheadMs = 300_000;

async function override(node: MeteringServer, accountId: string): Promise<void> {
  const expiresAt = new Date(Date.now() + aheadMs).toISOString();
  await node.done(
    node.put(`/admin/accounts/${accountId}/overrides/calls`, { quota: 500, expiresAt, reason: 'a test' }),
  );
}

async function overrideThatIsOver(node: MeteringServer, { account }: Person): Promise<void> {
  await override(node, account.id);
  await letOverridesEnd(node.server.owner, account.id);
}

/**
 * Fills caches with an override, by a check or by a use, lets it end, and asks each node without a pause until the
 * page was told: whoever asks when it is over must not be answered by it.
 */
async function expectNoLateAnswer(node: MeteringServer, servers: TestServer[], fill: 'check' | 'use') {
  const { account, token } = await node.person();
  const socket = await connect(node.server, token);
  await override(node, account.id);
  await waitUntil(() => updates(socket).length === 1);
  if (fill === 'use') await node.use(account.id, { amount: 150 });
  const path = `/usage/check-quota/calls?accountId=${account.id}&amount=200`;
  const askEach = async () => {
    const allowed: boolean[] = [];
    for (const server of servers) {
      const answer = await call(server, 'get', path, { token: node.apiKey });
      allowed.push(Check.parse(answer.body.data).allowed);
    }
    return allowed;
  };
  expect(await askEach()).toEqual(servers.map(() => true));
  await letOverridesEnd(node.server.owner, account.id);
  // What caches know of the end goes by the clock of the nodes.
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
  const late: boolean[] = [];
  while (late.length === 0 || updates(socket).length === 1) late.push(...(await askEach()));
  expect(new Set(late)).toEqual(new Set([false]));
}

describe('the end of an override', () => {
  let node: MeteringServer;
  beforeAll(async () => {
    node = await MeteringServer.start();
  });
  afterAll(() => node.server.stop());

  it('is told to the account and to admins, to nobody else, with the quota of the plan', async () => {
    const [person, stranger] = [await node.person(), await node.person()];
    const [mine, theirs, admin] = [
      await connect(node.server, person.token),
      await connect(node.server, stranger.token),
      await connect(node.server, node.admin),
    ];
    await overrideThatIsOver(node, person);
    await waitUntil(() => showsPlan(mine));
    await waitUntil(() => admin.payloads('admin:changed').length >= 2);
    expect(admin.payloads('admin:changed').at(-1)).toEqual({ topic: 'accounts', id: person.account.id });
    expect(await node.quota(person.account.id)).toMatchObject({ quota: 100 });
    expect(updates(theirs)).toEqual([]);
  });

  it.each(['check', 'use'] as const)('leaves no check that a cached %s answers by it', async (fill) => {
    await expectNoLateAnswer(node, [node.server], fill);
  });

  it('that no node was there to see is made up for by the next start', async () => {
    const database = await createTestDatabase();
    const before = await MeteringServer.start({ database });
    const person = await before.person();
    await override(before, person.account.id);
    await before.server.stop();
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    const standing = async () =>
      (
        await client.query<{ override_quota: number | null }>(
          `select override_quota from public.account_entitlements where account_id = $1 and feature_code = 'calls'`,
          [person.account.id],
        )
      ).rows[0];
    await client.query(
      "update public.account_entitlements set override_expires_at = now() - interval '1 day'",
    );
    expect(await standing()).toEqual({ override_quota: '500' });
    const next = await startTestServer({ database });
    await waitUntil(async () => (await standing())?.override_quota === null);
    const { rows } = await client.query(
      `select payload from public.outbox where topic = 'entitlements.changed'`,
    );
    expect(rows).toEqual([{ payload: { accountIds: [person.account.id] } }]);
    await client.end();
    await next.stop();
    await database.drop();
  });
});

describeWithRedis('the end of an override, with two nodes that share a Redis', () => {
  let redis: TestRedis;
  let node: MeteringServer;
  let other: TestServer;
  beforeAll(async () => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url };
    node = await MeteringServer.start({ env });
    other = await startTestServer({ database: node.server.database, env });
  });
  afterAll(async () => {
    await other.stop();
    await node.server.stop();
    await redis.stop();
  });

  it('is told to the pages of both, whichever of them finds it', async () => {
    const person = await node.person();
    const sockets = [await connect(node.server, person.token), await connect(other, person.token)];
    await overrideThatIsOver(node, person);
    await waitUntil(() => sockets.every(showsPlan));
  });

  it.each(['check', 'use'] as const)('leaves no check that a cached %s answers by it', async (fill) => {
    await expectNoLateAnswer(node, [node.server, other], fill);
  });
});
