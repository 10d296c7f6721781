import type pg from 'pg';
import { newId } from '../lib/ids.ts';
import { errorText } from './error-text.ts';
import { showEarlierRun, showRun } from './metrics.ts';

/** How long a run counts as going on that its server says nothing of, and how often that says so. */
const aliveSeconds = 30;
const aliveEveryMs = 10_000;

/**
 * Does the work and keeps in `job_states`, and in the metrics, when it began, how long it took and whether it failed,
 * which is thrown on. Where the database can't be told, the run fails.
 * While two nodes run one job, the row tells of the run that began last, and of the end that came last.
 */
export async function recordRun(pool: pg.Pool, name: string, work: () => Promise<unknown>): Promise<void> {
  const id = newId();
  await begin(pool, name, id);
  const started = performance.now();
  const alive = setInterval(() => {
    stayAlive(pool, name, id).catch(() => undefined);
  }, aliveEveryMs);
  const end = async (error: string | null) => {
    const durationMs = Math.round(performance.now() - started);
    const at = await finish(pool, { name, id, durationMs, error });
    if (at) showRun({ name, at, durationMs, isFailure: error !== null });
  };
  try {
    await work();
  } catch (error) {
    // Of two errors the job's own says more.
    await end(errorText(error)).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(alive);
  }
  await end(null);
}

/** Forgets the runs of jobs that are there no more, and shows the others in the metrics. */
export async function takeUpRuns(pool: pg.Pool, names: readonly string[]): Promise<void> {
  await pool.query('delete from public.job_states where name <> all ($1::text[])', [names]);
  const { rows } = await pool.query<Parameters<typeof showEarlierRun>[0]>(
    'select name, succeeded_at as "succeededAt", failed_at as "failedAt" from public.job_states',
  );
  rows.forEach(showEarlierRun);
}

async function begin(pool: pg.Pool, name: string, id: string): Promise<void> {
  await pool.query(
    `insert into public.job_states as state (name, run_id, started_at, alive_until)
     values ($1, $2, clock_timestamp(), clock_timestamp() + make_interval(secs => $3))
     on conflict (name) do update
     set run_id = excluded.run_id, started_at = excluded.started_at, alive_until = excluded.alive_until`,
    [name, id, aliveSeconds],
  );
}

async function stayAlive(pool: pg.Pool, name: string, id: string): Promise<void> {
  await pool.query(
    `update public.job_states set alive_until = clock_timestamp() + make_interval(secs => $3)
     where name = $1 and run_id = $2 and alive_until is not null`,
    [name, id, aliveSeconds],
  );
}

interface Ended {
  name: string;
  id: string;
  durationMs: number;
  error: string | null;
}

/** When that was; undefined where the job was forgotten meanwhile. */
async function finish(pool: pg.Pool, { name, id, durationMs, error }: Ended): Promise<Date | undefined> {
  const { rows } = await pool.query<{ at: Date }>(
    `update public.job_states
     set alive_until = case when run_id <> $2 then alive_until end, duration_ms = $3, error = $4,
       succeeded_at = case when $4::text is null then clock_timestamp() else succeeded_at end,
       failed_at = case when $4::text is null then failed_at else clock_timestamp() end
     where name = $1
     returning clock_timestamp() as at`,
    [name, id, durationMs, error],
  );
  return rows[0]?.at;
}
