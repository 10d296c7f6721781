import { sql } from 'kysely';
import type { Context } from '../base-context.ts';
import { batchRows, deleteInBatches } from './delete-in-batches.ts';
import type { Job } from './scheduler.ts';

/** Keys past the 35 days for which a replay is promised, and a day of grace. */
export const cleanIdempotencyKeys: Job<Pick<Context, 'db'>> = {
  name: 'clean-idempotency-keys',
  cron: '23 * * * *',
  run: ({ db }) =>
    deleteInBatches(
      db,
      sql`delete from public.idempotency_keys where (owner_id, operation, key) in (
            select owner_id, operation, key from public.idempotency_keys
            where created_at < now() - interval '36 days' limit ${batchRows}
          )`,
    ),
};
