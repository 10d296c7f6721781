import { sql } from 'kysely';
import { batchRows, forgetInBatches } from '../../jobs/delete-in-batches.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';
import { ensureUsagePartitions } from './partitions.ts';

const makePartitions: Job<MeteringContext> = {
  name: 'make_usage_partitions',
  cron: '17 3 * * *',
  run: (ctx) => ensureUsagePartitions(ctx.db),
};

/** See forget_usage_keys.sql. */
const forgetUsageKeys: Job<MeteringContext> = {
  name: 'forget_usage_keys',
  cron: '37 3 * * *',
  run: ({ db }) => forgetInBatches(db, sql`select public.forget_usage_keys(${batchRows}) as gone`),
};

export const recordingJobs: readonly Job<MeteringContext>[] = [makePartitions, forgetUsageKeys];
