import { sql } from 'kysely';
import { batchRows, deleteOld } from '../jobs/delete-old.ts';
import { closedTold } from './users/closed.ts';

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

/** By then nobody is told any more that an account of theirs was closed. */
const forgetClosedSignIns = deleteOld({
  name: 'forget_closed_sign_ins',
  cron: '52 * * * *',
  batch: sql`
    with deleted as (
      delete from public.closed_sign_ins where user_id in (
        select user_id from public.closed_sign_ins where closed_at <= now() - ${closedTold} limit ${batchRows}
      )
      returning 1
    )
    select count(*) as gone from deleted`,
});

export const identityJobs = [forgetSessions, forgetClosedSignIns];
