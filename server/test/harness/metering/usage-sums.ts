import type { SqlDatabase } from '../database/sql-database.ts';

/** Ends of a span and of the steps in it, as instants. */
export interface SummedSpan {
  from: string;
  to: string;
  bounds: string[];
}

/** Sums up all that was recorded before that instant, as the job does. */
export async function sumUpUntil(db: SqlDatabase, until: string, step = '1 day'): Promise<void> {
  await db.rows('select public.aim_usage_sums($1)', [until]);
  for (let isMore = true; isMore;) {
    ({ isMore } = await db.one<{ isMore: boolean }>('select public.sum_up_usage($1) as "isMore"', [step]));
  }
}

/**
 * Where what is read of one account by its sums differs from a plain scan of its records, by feature and step, all of
 * one snapshot. None is what a test expects.
 */
export function wrongSteps(db: SqlDatabase, accountId: string, span: SummedSpan): Promise<unknown[]> {
  return db.rows(
    `with read as (
       select feature_code, width_bucket(at, $4::timestamptz[]) as step, sum(used) as used, sum(events) as events
       from public.usage_points($1, null, $2, $3, $4)
       group by 1, 2
     ),
     plain as (
       select feature_code, width_bucket(occurred_at, $4::timestamptz[]) as step,
         sum(case kind when 'reset' then 0 else amount end) as used,
         sum(case kind when 'use' then 1 when 'void' then -1 else 0 end) as events
       from public.usage_records
       where account_id = $1 and occurred_at >= $2 and occurred_at < $3
       group by 1, 2
     )
     select 'read' as side, * from (select * from read except all select * from plain) as wrong
     union all
     select 'plain', * from (select * from plain except all select * from read) as missing`,
    [accountId, span.from, span.to, span.bounds],
  );
}

/** Likewise of all accounts by the day on which uses were recorded. */
export function wrongDays(db: SqlDatabase, first: string, last: string): Promise<unknown[]> {
  return db.rows(
    `with read as (
       select day, uses from public.uses_by_day($1, $2)
     ),
     plain as (
       select (public.uuid_v7_time(record.id) at time zone 'UTC')::date as day, count(*) as uses
       from public.usage_records as record
       where record.kind = 'use'
         and not exists (
           select from public.usage_voids as void
           where void.account_id = record.account_id and void.record_id = record.id
         )
       group by 1
     )
     select coalesce(read.day, plain.day) as day, read.uses as read, plain.uses as plain
     from read
     full join (select * from plain where day between $1 and $2) as plain using (day)
     where coalesce(read.uses, 0) <> coalesce(plain.uses, 0)`,
    [first, last],
  );
}
