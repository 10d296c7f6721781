-- Whether alert_overage would tell something new of a counter.
create or replace function public.overage_to_tell(p_counter public.user_usage) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return not exists (
    select
    from public.quota_alerts as told
    where told.account_id = p_counter.account_id
      and told.feature_code = p_counter.feature_code
      and told.period_start = p_counter.period_start
      and told.limit_epoch = p_counter.limit_epoch
      and told.threshold = public.overage_threshold()
  );
end;
$$;
