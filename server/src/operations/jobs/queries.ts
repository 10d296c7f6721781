import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';

/** What the database knows of a job. */
export interface JobRow {
  /** The database's clock. */
  now: Date;
  startedAt: Date | null;
  /** Null: no run is under way. In the past: the server of the one that was has stopped. */
  aliveUntil: Date | null;
  durationMs: number | null;
  error: string | null;
  succeededAt: Date | null;
  /** From when on it may run, where it waits besides its clock. */
  queuedFor: Date | null;
}

/** Of each of these jobs, in this order. */
export async function selectJobs(db: Database, names: readonly string[]): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select clock_timestamp() as now, state.started_at as "startedAt", state.alive_until as "aliveUntil",
      state.duration_ms as "durationMs", state.error, state.succeeded_at as "succeededAt",
      queued.run_at as "queuedFor"
    from unnest(${names}::text[]) with ordinality as job (name, place)
    left join public.job_states as state on state.name = job.name
    left join public.queued_jobs() as queued on queued.name = job.name
    order by place`.execute(db);
  return rows;
}

/** See queue_job.sql. Returns an instant before the run begins. */
export async function queueJob(tx: Tx, name: string, maxAttempts: number): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select clock_timestamp() as at from public.queue_job(${name}, ${maxAttempts})`.execute(tx);
  return rows[0]?.at;
}
