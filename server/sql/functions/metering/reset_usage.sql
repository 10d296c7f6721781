-- An admin's reset: open counters of the account (of one feature, or of all) go back to nothing used, by a
-- correcting record, so that the records still add up. Alerts may fire again. Holds stay. Returns the features reset.
create or replace function public.reset_usage(
  p_account_id uuid,
  p_feature_code text,
  p_reason text,
  p_now timestamptz default clock_timestamp()
) returns setof text
language plpgsql
set search_path = ''
as $$
declare
  v_counter record;
  v_at timestamptz;
begin
  for v_counter in
    select usage.*, entitlement.alert_thresholds
    from public.user_usage as usage
    join public.account_entitlements as entitlement using (account_id, feature_code)
    where usage.account_id = p_account_id
      and (p_feature_code is null or usage.feature_code = p_feature_code)
      and usage.period_start <= p_now
      and usage.period_end > p_now
    order by usage.account_id, usage.feature_code, usage.period_start desc
    for no key update of usage
  loop
    if v_counter.used > 0 then
      -- A record that was charged while we waited for the lock is younger than `p_now`, yet it is reset too.
      select greatest(p_now, max(record.created_at))
      into v_at
      from public.usage_records as record
      where record.account_id = p_account_id
        and record.feature_code = v_counter.feature_code
        and record.id >= public.uuid_v7_floor(p_now);

      insert into public.usage_records (
        account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, reason
      )
      values (
        p_account_id, public.uuid_v7(p_now), v_counter.feature_code, 'reset', -v_counter.used, v_at, v_at,
        v_counter.period_start, p_reason
      );
    end if;
    update public.user_usage
    set
      used = 0,
      limit_epoch = limit_epoch + 1,
      next_alert_used = public.next_alert_used(quota, v_counter.alert_thresholds, 0),
      version = public.next_version(version)
    where account_id = p_account_id
      and feature_code = v_counter.feature_code
      and period_start = v_counter.period_start;
    return next v_counter.feature_code;
  end loop;
end;
$$;
