import { sql } from 'kysely';
import { batchRows, deleteOld } from '../../jobs/delete-old.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';
import { ensureUsagePartitions } from './partitions.ts';
import { sumUpUsage } from './sums.ts';

const makePartitions: Job<MeteringContext> = {
  name: 'make_usage_partitions',
  cron: '17 3 * * *',
  run: (ctx) => ensureUsagePartitions(ctx.db),
};

/** See forget_usage_keys.sql. */
const forgetUsageKeys = deleteOld({
  name: 'forget_usage_keys',
  cron: '37 3 * * *',
  batch: sql`select public.forget_usage_keys(${batchRows}) as gone`,
});

const sumUp: Job<MeteringContext> = {
  name: 'sum_up_usage',
  cron: '*/5 * * * *',
  run: (ctx) => sumUpUsage(ctx.db),
};

export const recordingJobs: readonly Job<MeteringContext>[] = [makePartitions, forgetUsageKeys, sumUp];
