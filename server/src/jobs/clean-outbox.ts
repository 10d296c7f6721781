import { sql } from 'kysely';
import type { Context } from '../base-context.ts';
import { batchRows, deleteInBatches } from './delete-in-batches.ts';
import type { Job } from './scheduler.ts';

/** Messages that were sent a week ago; what was not sent stays, however old. */
export const cleanOutbox: Job<Pick<Context, 'db'>> = {
  name: 'clean-outbox',
  cron: '17 * * * *',
  run: ({ db }) =>
    deleteInBatches(
      db,
      sql`delete from public.outbox where id in (
            select id from public.outbox where sent_at < now() - interval '7 days' limit ${batchRows}
          )`,
    ),
};
