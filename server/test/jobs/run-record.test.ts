import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { registry } from '../../src/http/probes/metrics.ts';
import { recordRun, takeUpRuns } from '../../src/jobs/run-record.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 3 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function stateOf(name: string): Promise<unknown> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `select alive_until > clock_timestamp() + interval '20 seconds' as "isAlive", error,
       duration_ms >= 0 as "hasDuration", succeeded_at >= started_at as "hasSucceeded",
       failed_at >= started_at as "hasFailed"
     from public.job_states where name = $1`,
    [name],
  );
  return rows[0];
}

async function metricOf(metric: string, name: string): Promise<number | undefined> {
  const found = await registry.getSingleMetric(`meterstone_job_${metric}`)?.get();
  return found?.values.find(({ labels }) => labels['name'] === name)?.value;
}

const failing = () => Promise.reject(new Error('No room at postgres://me:hunter2@here'));

test('a run is known while it goes on, and how it ended', async () => {
  let during: unknown;
  await recordRun(pool, 'good', async () => {
    during = await stateOf('good');
  });
  expect(during).toEqual({
    isAlive: true,
    error: null,
    hasDuration: null,
    hasSucceeded: null,
    hasFailed: null,
  });
  expect(await stateOf('good')).toEqual({
    isAlive: null,
    error: null,
    hasDuration: true,
    hasSucceeded: true,
    hasFailed: null,
  });
});

test('a failure is thrown on, and told without secrets until a run ends well', async () => {
  await expect(recordRun(pool, 'bad', failing)).rejects.toThrow('hunter2');
  const failed = { isAlive: null, error: 'No room at postgres://***@here', hasDuration: true };
  expect(await stateOf('bad')).toEqual({ ...failed, hasSucceeded: null, hasFailed: true });
  await recordRun(pool, 'bad', async () => {
    expect(await stateOf('bad')).toMatchObject({ isAlive: true, error: failed.error });
  });
  expect(await stateOf('bad')).toMatchObject({ isAlive: null, error: null, hasSucceeded: true });
});

async function runOf(name: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ run_id: string }>(
    'select run_id from public.job_states where name = $1',
    [name],
  );
  return rows[0]?.run_id;
}

test('of two runs at once the end of the earlier one is told, and the later one still goes on', async () => {
  const earlier = Promise.withResolvers<undefined>();
  const later = Promise.withResolvers<undefined>();
  const first = recordRun(pool, 'twice', () => earlier.promise);
  await waitUntil(async () => (await runOf('twice')) !== undefined);
  const begun = await runOf('twice');
  const second = recordRun(pool, 'twice', () => later.promise);
  await waitUntil(async () => (await runOf('twice')) !== begun);
  earlier.reject(new Error('Too slow'));
  await expect(first).rejects.toThrow('Too slow');
  expect(await stateOf('twice')).toMatchObject({ isAlive: true, error: 'Too slow', hasDuration: true });
  later.resolve(undefined);
  await second;
  expect(await stateOf('twice')).toMatchObject({ isAlive: null, error: null });
});

test('the metrics tell of the last success and the last failure', async () => {
  const before = Date.now() / 1000 - 60;
  await recordRun(pool, 'measured', () => Promise.resolve());
  const success = await metricOf('last_success_timestamp_seconds', 'measured');
  expect(success).toBeGreaterThan(before);
  expect(await metricOf('last_duration_seconds', 'measured')).toBeGreaterThanOrEqual(0);
  expect(await metricOf('last_failure_timestamp_seconds', 'measured')).toBeUndefined();
  await expect(recordRun(pool, 'measured', failing)).rejects.toThrow();
  expect(await metricOf('last_failure_timestamp_seconds', 'measured')).toBeGreaterThan(before);
  expect(await metricOf('last_success_timestamp_seconds', 'measured')).toBe(success);
});

test('a node that starts forgets jobs that are gone, and tells of runs before it', async () => {
  await recordRun(pool, 'gone', () => Promise.resolve());
  await recordRun(pool, 'kept', () => Promise.resolve());
  await pool.query(`update public.job_states set succeeded_at = '2026-01-01Z', failed_at = '2025-01-01Z'
                    where name = 'kept'`);
  await takeUpRuns(pool, ['kept']);
  expect(await stateOf('gone')).toBeUndefined();
  expect(await metricOf('last_success_timestamp_seconds', 'kept')).toBe(Date.UTC(2026) / 1000);
  expect(await metricOf('last_failure_timestamp_seconds', 'kept')).toBe(Date.UTC(2025) / 1000);
});
