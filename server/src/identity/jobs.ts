import { sql } from 'kysely';
import type { Context } from '../base-context.ts';
import { batchRows, deleteInBatches } from '../jobs/delete-in-batches.ts';
import type { Job } from '../jobs/scheduler.ts';

/** Sessions that ended or ran out a month ago; their refresh tokens go with them, spent or not. */
const cleanSessions: Job<Pick<Context, 'db'>> = {
  name: 'clean-sessions',
  cron: '47 * * * *',
  run: ({ db }) =>
    deleteInBatches(
      db,
      sql`delete from public.sessions where id in (
            select id from public.sessions
            where least(revoked_at, expires_at) < now() - interval '30 days' limit ${batchRows}
          )`,
    ),
};

export const identityJobs: readonly Job<Pick<Context, 'db'>>[] = [cleanSessions];
