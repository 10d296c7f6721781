import { sql } from 'kysely';
import { batchRows, deleteOld } from './delete-old.ts';

/** Keys past the 35 days for which a replay is promised, and a day of grace. */
export const forgetIdempotencyKeys = deleteOld({
  name: 'forget_idempotency_keys',
  cron: '23 * * * *',
  batch: sql`
    with deleted as (
      delete from public.idempotency_keys where (owner_id, operation, key) in (
        select owner_id, operation, key from public.idempotency_keys
        where created_at < now() - interval '36 days' limit ${batchRows}
      )
      returning 1
    )
    select count(*) as gone from deleted`,
});
