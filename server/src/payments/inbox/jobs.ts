import { sql } from 'kysely';
import type { Context } from '../../base-context.ts';
import { batchRows, inBatches } from '../../jobs/delete-old.ts';
import type { Job } from '../../jobs/scheduler.ts';

/** What providers sent, long after it was handled; see forget_event_bodies.sql. */
const forgetEventBodies: Job<Context> = {
  name: 'forget_event_bodies',
  cron: '7 4 * * *',
  run: ({ db, config }) =>
    inBatches(
      db,
      sql`select public.forget_event_bodies(${batchRows}, ${config.payments.bodiesKeptDays}) as gone`,
    ),
};

export const inboxJobs: readonly Job<Context>[] = [forgetEventBodies];
