import { setTimeout as delay } from 'node:timers/promises';
import {
  Logger as WorkerLogger,
  parseCronItems,
  run,
  runMigrations,
  type RunnerOptions,
} from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { recordRun, takeUpRuns } from './run-record.ts';

/** Work that is due at certain times. It must be safe to run again: after a crash it is. */
export interface Job<Ctx> {
  /** Of all jobs; kept in the database. */
  name: string;
  /** Five fields, in UTC: minute, hour, day of month, month, day of week. */
  cron: string;
  run: (ctx: Ctx) => Promise<unknown>;
}

/** What is known of a job besides what it does. */
export type ScheduledJob = Pick<Job<never>, 'name' | 'cron'>;

export interface Scheduler {
  /** Waits for the job under way, at most a few seconds. */
  stop: () => Promise<void>;
}

interface SchedulerOptions<Ctx> {
  ctx: Ctx;
  jobs: readonly Job<Ctx>[];
  /** A pool of its own, of three or more: jobs shall not take connections from requests. */
  pool: pg.Pool;
  logger: Logger;
  /** How long to leave the database alone at first. */
  delayMs?: number;
}

const restartMs = 5_000;
/** What fails thrice waits for its next time. */
export const maxAttempts = 3;

/**
 * Runs each job when it is due, on one node, however many there are (by graphile-worker's locks). Returns at once;
 * the library's own tables are brought up to date meanwhile, and a database that is away is waited for.
 */
export function startJobs<Ctx>({ ctx, jobs, pool, logger, delayMs = 0 }: SchedulerOptions<Ctx>): Scheduler {
  const stopping = new AbortController();
  const options: RunnerOptions = {
    pgPool: pool,
    concurrency: 1,
    // Jobs come from the clock, not from requests, so nobody waits for the next look.
    pollInterval: 10_000,
    noHandleSignals: true,
    noPreparedStatements: true,
    // Told by itself, a run's end that can't be told to Postgres is a rejection that nobody handles, which would end
    // the process. In batches, of whatever is there, the library gives up, and is started again.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: toWorkerLogger(logger),
    taskList: Object.fromEntries(jobs.map((job) => [job.name, () => runJob({ ctx, job, pool, logger })])),
    parsedCronItems: parseCronItems(
      jobs.map(({ name, cron }) => ({
        task: name,
        match: cron,
        identifier: name,
        // By its key, a job that still waits is not queued twice.
        options: { backfillPeriod: 0, maxAttempts, jobKey: name, jobKeyMode: 'preserve_run_at' },
      })),
    ),
  };

  const pause = (ms: number) =>
    delay(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);

  async function runUntilStopped(): Promise<void> {
    if (delayMs > 0) await pause(delayMs);
    while (!stopping.signal.aborted) {
      try {
        await runMigrations(options);
        const names = jobs.map(({ name }) => name);
        await forgetOtherJobs(pool, names);
        await takeUpRuns(pool, names);
        await runWhileHealthy(options, stopping.signal);
      } catch (error) {
        logger.warn({ err: error }, 'the job scheduler failed; it starts again');
      }
      await pause(restartMs);
    }
  }

  const ended = runUntilStopped();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

/** Ends when told to, or when the library gives up. */
async function runWhileHealthy(options: RunnerOptions, signal: AbortSignal): Promise<void> {
  const runner = await run(options);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped = runner.stop();
    // Where the library gave up at the same time, that is what is told, and this would end the process.
    stopped.catch(() => undefined);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  try {
    await runner.promise;
    await stopped;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The library keeps whatever it was once told: a job that was renamed, and what was still to be done of it. */
async function forgetOtherJobs(pool: pg.Pool, names: readonly string[]): Promise<void> {
  await pool.query(
    `with gone as (
       delete from graphile_worker._private_known_crontabs where identifier <> all ($1::text[]) returning identifier
     )
     select graphile_worker.remove_job(identifier) from gone`,
    [names],
  );
}

interface Running<Ctx> extends Pick<SchedulerOptions<Ctx>, 'ctx' | 'pool' | 'logger'> {
  job: Job<Ctx>;
}

async function runJob<Ctx>({ ctx, job, pool, logger }: Running<Ctx>): Promise<void> {
  const started = performance.now();
  await recordRun(pool, job.name, () => job.run(ctx));
  logger.debug({ job: job.name, ms: Math.round(performance.now() - started) }, 'a job is done');
}

/** The library tells of each step; what is of use to an operator are its warnings. */
function toWorkerLogger(logger: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message, meta) => {
    if (level === 'error') logger.error({ err: meta['error'] }, message);
    else if (level === 'warning') logger.warn(message);
    else logger.trace(message);
  });
}
