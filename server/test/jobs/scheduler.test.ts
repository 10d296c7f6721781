import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type pg from 'pg';
import { createDatabase, createPool, type Database } from '../../src/db/pool.ts';
import { forgetIdempotencyKeys } from '../../src/jobs/forget-idempotency-keys.ts';
import { startJobs, type Scheduler } from '../../src/jobs/scheduler.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';

const logger = createLogger('silent');
let database: TestDatabase;
let pool: pg.Pool;
let db: Database;
const pools: pg.Pool[] = [];
const schedulers: Scheduler[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool();
  db = createDatabase(pool);
});
afterAll(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  await Promise.all(pools.map((one) => one.end()));
  await database.drop();
});

function openPool(): pg.Pool {
  const opened = createPool({ connectionString: database.connectionString, logger, max: 3 });
  pools.push(opened);
  return opened;
}

async function knownCrontabs(): Promise<string[]> {
  const { rows } = await sql<{ identifier: string }>`
    select identifier from graphile_worker._private_known_crontabs order by 1`
    .execute(db)
    .catch(() => ({ rows: [] }));
  return rows.map(({ identifier }) => identifier);
}

test('each job that is due runs once, however many nodes there are', async () => {
  const runs: string[] = [];
  const startNode = (name: string): Scheduler => {
    const count = { name: 'count', cron: '0 0 1 1 *', run: () => Promise.resolve(runs.push(name)) };
    const scheduler = startJobs({ ctx: {}, jobs: [count], pool: openPool(), logger });
    schedulers.push(scheduler);
    return scheduler;
  };
  const nodes = [startNode('one'), startNode('two')];
  await waitUntil(async () => (await knownCrontabs()).includes('count'));

  await sql`select graphile_worker.add_job('count') from generate_series(1, 40)`.execute(db);
  await waitUntil(
    async () => (await sql`select 1 from graphile_worker._private_jobs`.execute(db)).rows.length === 0,
  );
  expect(runs).toHaveLength(40);
  await Promise.all(nodes.map((node) => node.stop()));
});

test('a job that is asked for runs once by some node, and once more where it is just running', async () => {
  const began: string[] = [];
  const doors = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const startNode = (name: string): Scheduler => {
    const run = () => doors[began.push(name) - 1]?.promise ?? Promise.resolve(undefined);
    const asked = { name: 'asked', cron: '0 0 1 1 *', run };
    const scheduler = startJobs({ ctx: {}, jobs: [asked], pool: openPool(), logger });
    schedulers.push(scheduler);
    return scheduler;
  };
  const nodes = [startNode('one'), startNode('two')];
  await waitUntil(async () => (await knownCrontabs()).includes('asked'));
  const ask = () => sql`select public.queue_job('asked', 3)`.execute(db);
  const waiting = async () => (await sql`select * from public.queued_jobs()`.execute(db)).rows.length;

  await db.transaction().execute(async (tx) => {
    await sql`select public.queue_job('asked', 3)`.execute(tx);
    await sql`select public.queue_job('asked', 3)`.execute(tx);
  });
  await waitUntil(() => began.length === 1);
  expect(await waiting()).toBe(0);
  await ask();
  doors[0]?.resolve(undefined);
  await waitUntil(() => began.length === 2);
  doors[1]?.resolve(undefined);
  await waitUntil(
    async () => (await sql`select 1 from graphile_worker._private_jobs`.execute(db)).rows.length === 0,
  );
  expect(began).toHaveLength(2);
  await Promise.all(nodes.map((node) => node.stop()));
});

test('what fails waits to be tried again, and begins at once where it is asked for', async () => {
  let runs = 0;
  const run = () => ((runs += 1) === 1 ? Promise.reject(new Error('Once')) : Promise.resolve());
  const failing = { name: 'failing', cron: '0 0 1 1 *', run };
  const node = startJobs({ ctx: {}, jobs: [failing], pool: openPool(), logger });
  schedulers.push(node);
  await waitUntil(async () => (await knownCrontabs()).includes('failing'));
  await sql`select public.queue_job('failing', 3)`.execute(db);
  await waitUntil(async () => {
    const { rows } = await sql`select 1 from public.queued_jobs() where run_at > now()`.execute(db);
    return rows.length === 1;
  });
  await sql`select public.queue_job('failing', 3)`.execute(db);
  await waitUntil(() => runs === 2);
  await node.stop();
});

test('a scheduler that is stopped while it starts comes to an end', async () => {
  const never = { name: 'never', cron: '0 0 1 1 *', run: () => Promise.resolve() };
  const scheduler = startJobs({ ctx: {}, jobs: [never], pool: openPool(), logger });
  schedulers.push(scheduler);
  await scheduler.stop();
});

test('a scheduler that is to wait leaves the database alone, and stops at once', async () => {
  const late = { name: 'late', cron: '0 0 1 1 *', run: () => Promise.resolve() };
  const own = openPool();
  const scheduler = startJobs({ ctx: {}, jobs: [late], pool: own, logger, delayMs: 60_000 });
  schedulers.push(scheduler);
  // A turn of the database, in which one without a delay connects.
  await knownCrontabs();
  expect(own.totalCount).toBe(0);
  await scheduler.stop();
  expect(own.totalCount).toBe(0);
});

test('a scheduler that has waited runs', async () => {
  const soon = { name: 'soon', cron: '0 0 1 1 *', run: () => Promise.resolve() };
  schedulers.push(startJobs({ ctx: {}, jobs: [soon], pool: openPool(), logger, delayMs: 50 }));
  await waitUntil(async () => (await knownCrontabs()).includes('soon'));
});

test('a job that is there no more is forgotten, with what was still to be done of it', async () => {
  const named = (name: string) => ({ name, cron: '0 0 1 1 *', run: () => Promise.resolve() });
  const before = startJobs({ ctx: {}, jobs: [named('renamed'), named('kept')], pool: openPool(), logger });
  await waitUntil(async () => (await knownCrontabs()).includes('renamed'));
  await before.stop();
  await sql`select graphile_worker.add_job(name, run_at => now() + interval '1 day', job_key => name)
            from unnest(array['renamed', 'kept']) as name`.execute(db);

  schedulers.push(startJobs({ ctx: {}, jobs: [named('new_name'), named('kept')], pool: openPool(), logger }));
  await waitUntil(async () => (await knownCrontabs()).includes('new_name'));
  expect(await knownCrontabs()).toEqual(['kept', 'new_name']);
  const { rows } = await sql<{ key: string }>`select key from graphile_worker.jobs`.execute(db);
  expect(rows).toEqual([{ key: 'kept' }]);
});

test('first answers are kept as long as their replay is promised, and not much longer', async () => {
  await sql`
    insert into public.idempotency_keys (owner_id, operation, key, request_hash, created_at)
    select gen_random_uuid(), 'test', age, '', now() - make_interval(days => age::int)
    from (values ('1'), ('35'), ('37'), ('400')) as row (age)`.execute(db);
  await forgetIdempotencyKeys.run({ db });
  const { rows } = await sql<{
    key: string;
  }>`select key from public.idempotency_keys order by key::int`.execute(db);
  expect(rows.map(({ key }) => key)).toEqual(['1', '35']);
});

test('where the end of a job can’t be told to Postgres, the scheduler starts again and the process lives', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  const small = openPool();
  const taken: pg.PoolClient[] = [];
  let runs = 0;
  async function takeAllConnections(): Promise<void> {
    runs += 1;
    if (runs > 1) return;
    for (;;) {
      const client = await small.connect().catch(() => undefined);
      if (!client) return;
      taken.push(client);
    }
  }
  const greedy = { name: 'greedy', cron: '0 0 1 1 *', run: takeAllConnections };
  const scheduler = startJobs({ ctx: {}, jobs: [greedy], pool: small, logger });
  schedulers.push(scheduler);
  await waitUntil(async () => (await knownCrontabs()).includes('greedy'));
  await sql`select graphile_worker.add_job('greedy')`.execute(db);
  await waitUntil(() => taken.length > 0 && small.waitingCount > 0);
  await waitUntil(() => small.waitingCount === 0);
  for (const client of taken) client.release();
  await sql`select graphile_worker.add_job('greedy')`.execute(db);
  await waitUntil(() => runs > 1);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
