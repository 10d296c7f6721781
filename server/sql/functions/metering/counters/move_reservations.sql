-- Moves reservations from some counters of an account and feature to the one that goes on in their place, if it exists.
-- The caller holds the locks of all of them.
create or replace function public.move_reservations(
  p_account_id uuid,
  p_feature_code text,
  p_from timestamptz[],
  p_to timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
begin
  if not exists (
    select
    from public.user_usage
    where account_id = p_account_id and feature_code = p_feature_code and period_start = p_to
  ) then
    return;
  end if;

  with held as materialized (
    select
      period_start, sum(amount)::bigint as amount, sum(overage)::bigint as overage,
      sum(overage_credits)::bigint as overage_credits
    from public.usage_reservations
    where account_id = p_account_id
      and feature_code = p_feature_code
      and period_start = any (p_from)
      and status = 'held'
    group by period_start
  ),
  change as (
    select period_start, -amount as amount, -overage as overage, -overage_credits as overage_credits from held
    union all
    select p_to, sum(amount), sum(overage), sum(overage_credits) from held having count(*) > 0
  )
  update public.user_usage as usage
  set
    reserved = usage.reserved + change.amount,
    overage = usage.overage + change.overage,
    overage_credits = usage.overage_credits + change.overage_credits,
    version = public.next_version(usage.version, v_clock)
  from change
  where usage.account_id = p_account_id
    and usage.feature_code = p_feature_code
    and usage.period_start = change.period_start;

  update public.usage_reservations
  set period_start = p_to
  where account_id = p_account_id
    and feature_code = p_feature_code
    and period_start = any (p_from)
    and status = 'held';
end;
$$;
