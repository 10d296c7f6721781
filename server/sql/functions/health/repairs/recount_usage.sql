-- Counts what a counter stands for anew, from its records and its holds, which are never changed.
-- Locks: the counter.
create or replace function public.recount_usage(
  p_account_id uuid,
  p_feature_code text,
  p_period_start timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_used bigint;
  v_reserved bigint;
begin
  perform public.lock_counters(array[p_account_id], array[p_feature_code], array[p_period_start]);
  select
    max((broken.detail ->> 'should be')::bigint) filter (where broken.rule = 'used = sum of records'),
    max((broken.detail ->> 'should be')::bigint) filter (where broken.rule = 'reserved = sum of holds')
  into v_used, v_reserved
  from public.audit_usage_counters(p_account_id, p_account_id) as broken
  where broken.detail ->> 'featureCode' = p_feature_code
    and (broken.detail ->> 'periodStart')::timestamptz = p_period_start;

  update public.user_usage
  set
    used = coalesce(v_used, used),
    reserved = coalesce(v_reserved, reserved),
    version = public.next_version(version, v_clock)
  where account_id = p_account_id and feature_code = p_feature_code and period_start = p_period_start;
end;
$$;
