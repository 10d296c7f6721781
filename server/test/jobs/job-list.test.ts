import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { createDatabase, createPool } from '../../src/db/pool.ts';
import { createLogger } from '../../src/lib/logger.ts';
import type { Job } from '../../src/operations/jobs/contract.ts';
import { listJobs, requestJob, type JobsContext } from '../../src/operations/jobs/service.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';

// On a database that has no worker, so that nothing moves but what the test moves.
let server: TestServer;
let database: TestDatabase;
let pool: pg.Pool;
let ctx: JobsContext;
const name = 'sample';

beforeAll(async () => {
  server = await startTestServer();
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.connectionString, logger: createLogger('silent') });
  ctx = { ...server.ctx, db: createDatabase(pool), jobs: [{ name, cron: '0 3 1 1 *' }] };
});
beforeEach(() => pool.query('delete from public.job_states'));
afterAll(async () => {
  await pool.end();
  await database.drop();
  await server.stop();
});

async function read(): Promise<Job | undefined> {
  return (await listJobs(ctx))[0];
}

/** What is told of a run that ended or goes on, in seconds from now. */
async function keep(aliveFor: string | null, error: string | null): Promise<void> {
  await pool.query(
    `insert into public.job_states (name, run_id, started_at, alive_until, duration_ms, error, succeeded_at)
     values ($1, gen_random_uuid(), '2026-02-03T04:05:06Z', now() + $2::interval, 1234, $3, '2026-02-03T04:05:08Z')`,
    [name, aliveFor, error],
  );
}

const admin = { kind: 'user', userId: '', accountId: '', role: 'admin', sessionId: '' } as const;
const request = () => requestJob(ctx, admin, name, { idempotencyKey: undefined, requestId: 'r' });

test('where no server has run jobs yet, none can be asked for, and none has run', async () => {
  await expect(request()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  expect(await read()).toMatchObject({ state: 'never', lastRunAt: null, lastDurationMs: null });
});

test.each([
  ['ok', null, null, null],
  ['failed', null, 'No room', 'No room'],
  ['running', '20 seconds', null, null],
  ['running', '20 seconds', 'No room', 'No room'],
  ['interrupted', '-1 seconds', 'No room', 'The server that ran it stopped before its end'],
])('it is %s where it is alive for %s and its error is %s', async (state, aliveFor, error, lastError) => {
  await keep(aliveFor, error);
  expect(await read()).toEqual({
    name,
    state,
    lastRunAt: '2026-02-03T04:05:06.000Z',
    nextRunAt: expect.stringMatching(/^20\d\d-01-01T03:00:00.000Z$/),
    lastDurationMs: 1234,
    lastError,
    lastSuccessAt: '2026-02-03T04:05:08.000Z',
  });
});

test('it waits where it is due and no server has begun, and runs next at that instant', async () => {
  await runMigrations({ pgPool: pool });
  await keep(null, null);
  await pool.query('select public.queue_job($1, 3)', [name]);
  const { rows } = await pool.query<{ run_at: Date }>('select run_at from public.queued_jobs()');
  expect(await read()).toMatchObject({ state: 'waiting', nextRunAt: rows[0]?.run_at.toISOString() });
  await pool.query(
    `update graphile_worker._private_jobs set run_at = now() + interval '7 seconds', attempts = 1`,
  );
  const retry = await pool.query<{ run_at: Date }>('select run_at from public.queued_jobs()');
  expect(await read()).toMatchObject({ state: 'ok', nextRunAt: retry.rows[0]?.run_at.toISOString() });
  await pool.query('update graphile_worker._private_jobs set attempts = max_attempts');
  expect((await read())?.nextRunAt).toMatch(/-01-01T03:00:00.000Z$/);
});
