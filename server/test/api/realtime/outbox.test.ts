import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import type pg from 'pg';
import { createDatabase, createPool, type Database } from '../../../src/db/pool.ts';
import { enqueue, withTransaction } from '../../../src/db/transaction.ts';
import { forgetOutbox } from '../../../src/jobs/forget-outbox.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { createBus, type Bus } from '../../../src/realtime/bus.ts';
import { createOutboxPump, type OutboxPump } from '../../../src/realtime/outbox-pump.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';

const logger = createLogger('silent');
let database: TestDatabase;
let pool: pg.Pool;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.connectionString, logger });
  db = createDatabase(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await sql`delete from public.outbox`.execute(db);
});

/** A node as far as the outbox goes. */
interface Node {
  bus: Bus;
  pump: OutboxPump;
  ctx: { db: Database; wakeOutbox: () => void };
}
const nodes: Node[] = [];

function createNode(): Node {
  const bus = createBus(() => undefined, logger);
  const pump = createOutboxPump({ db, bus, logger });
  const node = { bus, pump, ctx: { db, wakeOutbox: pump.wake } };
  nodes.push(node);
  return node;
}

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(nodes.splice(0).map(({ pump }) => pump.stop()));
});

const unsent = async () => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from public.outbox where sent_at is null`.execute(db);
  return rows[0]?.count;
};

describe('the outbox pump', () => {
  test('brings a message to the bus right after its commit', async () => {
    const { bus, pump, ctx } = createNode();
    const delays: number[] = [];
    let committedAt = 0;
    bus.on('test', () => delays.push(performance.now() - committedAt));
    pump.start();
    await waitUntil(async () => (await unsent()) === 0);
    for (let n = 1; n <= 20; n += 1) {
      await withTransaction(ctx, (tx) => enqueue(tx, 'test', { n }));
      committedAt = performance.now();
      await waitUntil(() => delays.length === n);
    }
    // Without being woken it would look once a second.
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(500);
  });

  test('sends nothing of a transaction that rolled back', async () => {
    const { bus, pump, ctx } = createNode();
    const heard: unknown[] = [];
    bus.on('test', (payload) => heard.push(payload));
    pump.start();
    const failing = withTransaction(ctx, async (tx) => {
      await enqueue(tx, 'test', { n: 'never' });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await withTransaction(ctx, (tx) => enqueue(tx, 'test', { n: 'after' }));
    await waitUntil(() => heard.length > 0);
    expect(heard).toEqual([{ n: 'after' }]);
  });

  test('sends what a crash left behind between commit and wake-up', async () => {
    await withTransaction({ db, wakeOutbox: () => undefined }, (tx) => enqueue(tx, 'test', { n: 1 }));
    const { bus, pump } = createNode();
    const heard: unknown[] = [];
    bus.on('test', (payload) => heard.push(payload));
    pump.start();
    await waitUntil(() => heard.length === 1);
    await withTransaction({ db, wakeOutbox: () => undefined }, (tx) => enqueue(tx, 'test', { n: 2 }));
    await waitUntil(() => heard.length === 2);
  });

  test('sends again what a crash left between publishing and marking', async () => {
    const { bus, pump, ctx } = createNode();
    let isCrashing = true;
    pump.onOutbox('test', async () => {
      if (!isCrashing) return;
      isCrashing = false;
      // The pump's connection goes, as it would with the process: the message goes out, its mark is never made.
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and state = 'idle in transaction'`.execute(db);
    });
    const heard: unknown[] = [];
    bus.on('test', (payload) => heard.push(payload));
    await withTransaction(ctx, (tx) => enqueue(tx, 'test', { n: 1 }));
    pump.start();
    await waitUntil(async () => heard.length >= 2 && (await unsent()) === 0);
    expect(heard).toEqual([{ n: 1 }, { n: 1 }]);
  });

  test('one node runs the handlers of a message, once the bus has it', async () => {
    const heard: string[] = [];
    for (const name of ['one', 'two']) {
      const { bus, pump } = createNode();
      pump.onOutbox('test', async () => {
        await Promise.resolve();
        heard.push('handler');
      });
      bus.on('test', () => heard.push(`bus of ${name}`));
      pump.start();
    }
    await withTransaction(nodes[0]!.ctx, (tx) => enqueue(tx, 'test', { n: 1 }));
    await waitUntil(() => heard.length === 2);
    expect(heard[1]).toBe('handler');
    await waitUntil(async () => (await unsent()) === 0);
    expect(heard).toHaveLength(2);
  });

  test('two pumps side by side send each message, even of slow transactions, once', async () => {
    const heard: number[] = [];
    for (const { bus, pump } of [createNode(), createNode()]) {
      bus.on('test', (payload) => heard.push(Number(Reflect.get(Object(payload), 'n'))));
      pump.start();
    }
    const [one, two] = nodes;
    const writes = Array.from({ length: 300 }, (_, n) =>
      withTransaction((n % 2 ? one! : two!).ctx, async (tx) => {
        await enqueue(tx, 'test', { n });
        // Every tenth commits after many that took later ids.
        if (n % 10 === 0) await sql`select pg_sleep(0.05)`.execute(tx);
      }),
    );
    await Promise.all(writes);
    await waitUntil(() => heard.length >= 300);
    expect(heard.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    await waitUntil(async () => (await unsent()) === 0);
  });

  test('a message whose handler fails holds up no other, and is tried again', async () => {
    const { bus, pump, ctx } = createNode();
    const heard: unknown[] = [];
    let isBroken = true;
    pump.onOutbox('bad', () => {
      if (isBroken) throw new Error('broken');
      heard.push('bad');
    });
    bus.on('good', () => heard.push('good'));
    await withTransaction(ctx, async (tx) => {
      await enqueue(tx, 'bad', {});
      await enqueue(tx, 'good', {});
    });
    pump.start();
    await waitUntil(() => heard.length === 1);
    expect(heard).toEqual(['good']);
    isBroken = false;
    await waitUntil(() => heard.length === 2);
    expect(heard).toEqual(['good', 'bad']);
  });

  test('messages that take long go out in several transactions, one right after the other, each once', async () => {
    const count = 10;
    const { bus, pump, ctx } = createNode();
    const now = performance.now.bind(performance);
    let passed = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
    // Nobody but the pump itself has it go on.
    jest.spyOn(globalThis, 'setInterval').mockReturnValue(setTimeout(() => undefined));
    const unsentAtEach: (number | undefined)[] = [];
    pump.onOutbox('slow', async () => {
      unsentAtEach.push(await unsent());
      passed += 700;
    });
    const heard: unknown[] = [];
    bus.on('slow', (payload) => heard.push(payload));
    const messages = Array.from({ length: count }, (_, n) => ({ n }));
    await withTransaction(ctx, async (tx) => {
      for (const message of messages) await enqueue(tx, 'slow', message);
    });
    pump.start();
    await waitUntil(async () => (await unsent()) === 0);
    expect(heard).toEqual(messages);
    const perTransaction = Map.groupBy(unsentAtEach, (before) => before);
    expect(Math.max(...[...perTransaction.values()].map(({ length }) => length))).toBeLessThanOrEqual(3);
  });

  test('nothing is sent before the pump was started, and all of it then', async () => {
    const { bus, pump, ctx } = createNode();
    const heard: unknown[] = [];
    bus.on('test', (payload) => heard.push(payload));
    await withTransaction(ctx, (tx) => enqueue(tx, 'test', { n: 1 }));
    expect(heard).toEqual([]);
    pump.start();
    await waitUntil(() => heard.length === 1);
  });
});

describe('the clean-up of the outbox', () => {
  test('removes what was sent a week ago, and nothing that was not sent', async () => {
    await sql`
      insert into public.outbox (topic, payload, created_at, sent_at)
      select topic, '{}', now() - interval '30 days', sent_at
      from (values ('old', now() - interval '8 days'), ('recent', now() - interval '6 days'), ('unsent', null))
        as row (topic, sent_at), generate_series(1, 6000)`.execute(db);
    await forgetOutbox.run({ db });
    const { rows } =
      await sql`select topic, count(*)::int as count from public.outbox group by 1 order by 1`.execute(db);
    expect(rows).toEqual([
      { topic: 'recent', count: 6000 },
      { topic: 'unsent', count: 6000 },
    ]);
  });
});
