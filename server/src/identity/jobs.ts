import { sql } from 'kysely';
import { batchRows, deleteOld } from '../jobs/delete-old.ts';

/** Sessions that ended or ran out a month ago; their refresh tokens go with them, spent or not. */
const forgetSessions = deleteOld({
  name: 'forget_sessions',
  cron: '47 * * * *',
  batch: sql`
    with deleted as (
      delete from public.sessions where id in (
        select id from public.sessions
        where least(revoked_at, expires_at) < now() - interval '30 days' limit ${batchRows}
      )
      returning 1
    )
    select count(*) as gone from deleted`,
});

export const identityJobs = [forgetSessions];
