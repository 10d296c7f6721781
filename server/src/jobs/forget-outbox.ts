import { sql } from 'kysely';
import { batchRows, deleteOld } from './delete-old.ts';

/** Messages that were sent a week ago; what was not sent stays, however old. */
export const forgetOutbox = deleteOld({
  name: 'forget_outbox',
  cron: '17 * * * *',
  batch: sql`
    with deleted as (
      delete from public.outbox where id in (
        select id from public.outbox where sent_at < now() - interval '7 days' limit ${batchRows}
      )
      returning 1
    )
    select count(*) as gone from deleted`,
});
