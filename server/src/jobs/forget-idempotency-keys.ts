import { sql } from 'kysely';
import { maxUsageAgeDays } from '../bounds.ts';
import { batchRows, deleteOld } from './delete-old.ts';

/** Keys past the time for which a replay is promised, and a day of grace. */
export const forgetIdempotencyKeys = deleteOld({
  name: 'forget_idempotency_keys',
  cron: '23 * * * *',
  batch: sql`
    with deleted as (
      delete from public.idempotency_keys where (owner_id, operation, key) in (
        select owner_id, operation, key from public.idempotency_keys
        where created_at < now() - ${maxUsageAgeDays + 1} * interval '1 day' limit ${batchRows}
      )
      returning 1
    )
    select count(*) as gone from deleted`,
});
