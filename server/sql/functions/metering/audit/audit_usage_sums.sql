-- Part of audit_usage: what is summed up of each account, feature and day is what its records come to. Where months
-- have left, nobody can tell of their days, nor of the first day after them: a use of that may have been told ahead of
-- its time.
create or replace function public.audit_usage_sums(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with state as materialized (
    select
      public.uuid_v7_floor(summed_until) as first_new,
      case
        when summed_from = summed_until or public.oldest_kept_usage() <= public.uuid_v7_floor(summed_from)
        then '-infinity'
        else (public.uuid_v7_time(public.oldest_kept_usage()) at time zone 'UTC')::date + 1
      end as first_day
    from public.usage_sums_state
  ),
  told as (
    select
      record.account_id, record.feature_code, (record.occurred_at at time zone 'UTC')::date as day,
      case record.kind when 'reset' then 0 else record.amount end as used,
      case record.kind when 'use' then 1 when 'void' then -1 else 0 end as events
    from public.usage_records as record
    where record.account_id between p_from_account_id and p_to_account_id
      and record.id < (select first_new from state)
    union all
    -- Not summed up yet.
    select
      straggler.account_id, straggler.feature_code, (straggler.occurred_at at time zone 'UTC')::date,
      case straggler.kind when 'reset' then 0 else -straggler.amount end,
      case straggler.kind when 'use' then -1 when 'void' then 1 else 0 end
    from public.usage_stragglers as straggler
    where straggler.account_id between p_from_account_id and p_to_account_id
      and straggler.record_id < (select first_new from state)
    union all
    select sums.account_id, sums.feature_code, sums.day, -quarter.used, -quarter.events
    from public.usage_sums as sums
    cross join lateral unnest(sums.used, sums.events) as quarter(used, events)
    where sums.account_id between p_from_account_id and p_to_account_id
  )
  select
    'a day’s sum = its records', told.account_id,
    jsonb_build_object(
      'featureCode', told.feature_code, 'day', told.day,
      'used too few', sum(told.used), 'events too few', sum(told.events)
    )
  from told
  where told.day >= (select first_day from state)
  group by told.account_id, told.feature_code, told.day
  having sum(told.used) <> 0 or sum(told.events) <> 0;
$$;
