import { sqlstateOf } from '../../db/sqlstate.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { writeAudit, type IdentityContext } from '../../identity/service.ts';
import { nextRun } from '../../jobs/next-run.ts';
import { maxAttempts, type ScheduledJob } from '../../jobs/scheduler.ts';
import { AppError } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Job, JobRequested } from './contract.ts';
import { queueJob, selectJobs, type JobRow } from './queries.ts';

export interface JobsContext extends IdentityContext {
  /** Every job of the product. */
  jobs: readonly ScheduledJob[];
}

/** What each job did last and when it runs next, by name. */
export async function listJobs({ db, jobs }: JobsContext): Promise<Job[]> {
  const sorted = jobs.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const rows = await selectJobs(
    db,
    sorted.map(({ name }) => name),
  );
  return rows.map((row, index) => {
    const job = sorted[index];
    invariant(job, 'there is a row for each job');
    return toJob(job, row);
  });
}

interface RunOptions {
  idempotencyKey: string | undefined;
  requestId: string;
}

/**
 * Has a job run as soon as a server is free: once, on some node, also where it is just running. Asked for twice before
 * it begins, it runs once. Errors: `not_found`; `unavailable` until a node has run jobs on this database.
 */
export async function requestJob(
  ctx: JobsContext,
  principal: Principal,
  name: string,
  { idempotencyKey, requestId }: RunOptions,
): Promise<JobRequested> {
  if (!ctx.jobs.some((job) => job.name === name)) {
    throw new AppError('not_found', { detail: 'There is no such job' });
  }
  const request = {
    owner: senderOf(principal),
    key: idempotencyKey,
    operation: 'jobs.run',
    content: { name },
  };
  const { result } = await actOnce(ctx, request, async (tx) => {
    const requestedAt = await queueOrRefuse(tx, name);
    await writeAudit(tx, principal, { action: 'job.requested', target: name, requestId });
    return { name, requestedAt: requestedAt.toISOString() };
  });
  return result;
}

async function queueOrRefuse(tx: Tx, name: string): Promise<Date> {
  try {
    const at = await queueJob(tx, name, maxAttempts);
    invariant(at, 'a clock always tells');
    return at;
  } catch (error) {
    // The library's functions are not there, or just being put in others' place.
    if (!/^(?:3F|42|XX000)/.test(sqlstateOf(error) ?? '')) throw error;
    throw new AppError('unavailable', {
      detail: 'Jobs have not started yet',
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}

const interruption = 'The server that ran it stopped before its end';

function toJob({ name, cron }: ScheduledJob, row: JobRow): Job {
  const { now, startedAt, durationMs, error, succeededAt, queuedFor } = row;
  const state = stateOf(row);
  const byClock = nextRun(cron, now);
  const next = queuedFor !== null && queuedFor < byClock ? queuedFor : byClock;
  return {
    name,
    state,
    lastRunAt: startedAt?.toISOString() ?? null,
    nextRunAt: next.toISOString(),
    lastDurationMs: durationMs,
    lastError: state === 'interrupted' ? interruption : error,
    lastSuccessAt: succeededAt?.toISOString() ?? null,
  };
}

function stateOf({ now, startedAt, aliveUntil, queuedFor, error }: JobRow): Job['state'] {
  if (aliveUntil !== null && aliveUntil > now) return 'running';
  if (queuedFor !== null && queuedFor <= now) return 'waiting';
  if (aliveUntil !== null) return 'interrupted';
  if (error !== null) return 'failed';
  return startedAt === null ? 'never' : 'ok';
}
