-- Why a month of records can't leave yet, or null: `young` (it ended less than the age of a late use ago), `not_oldest`
-- (an earlier month is there), `not_summed_up` (statistics would miss it). With it come the counters that are still
-- open and may count some of it, by feature: what they hold stays, but nobody could take it back any more.
create or replace function public.usage_month_is_needed(
  p_month timestamptz,
  p_now timestamptz default clock_timestamp(),
  out reason text,
  out counted jsonb
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_first constant uuid := public.uuid_v7_floor(p_month);
  v_end_at constant timestamptz := public.next_usage_month(p_month);
  v_end constant uuid := public.uuid_v7_floor(v_end_at);
begin
  reason := case
    when p_now < v_end_at + public.max_usage_age() + interval '1 day' then 'young'
    when public.oldest_kept_usage() < v_first then 'not_oldest'
    when exists (select from public.usage_sums_state where summed_until < v_end_at)
      or exists (select from public.usage_stragglers where record_id < v_end) then 'not_summed_up'
  end;

  select coalesce(jsonb_object_agg(open.feature_code, open.accounts), '{}')
  into counted
  from (
    select usage.feature_code, count(distinct usage.account_id) as accounts
    from public.user_usage as usage
    where usage.period_end > p_now
      -- Uses dated ahead were told in the month before.
      and usage.counts_from - public.max_clock_skew() < v_end_at
      and exists (
        select
        from public.usage_records as record
        where record.account_id = usage.account_id
          and record.feature_code = usage.feature_code
          and record.occurred_at >= usage.counts_from
          and record.id >= v_first
          and record.id < v_end
      )
    group by usage.feature_code
  ) as open;
end;
$$;
