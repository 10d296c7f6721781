import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type pg from 'pg';
import { createDatabase, createPool, type Database } from '../../src/db/pool.ts';
import { forgetIdempotencyKeys } from '../../src/jobs/forget-idempotency-keys.ts';
import { startJobs, type Scheduler } from '../../src/jobs/scheduler.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database.ts';
import { waitUntil } from '../harness/wait.ts';

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
