-- Moves an account to another time zone. Each current period runs on to the first boundary of the new zone at or
-- after its end, so that periods stay without gap or overlap, and hopping from zone to zone only ever makes a
-- period longer: it never brings a fresh quota forward.
create or replace function public.change_time_zone(
  p_account_id uuid,
  p_time_zone text,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform public.lock_accounts(array[p_account_id]);

  perform public.find_counters(
    array_agg(account_id order by feature_code), array_agg(feature_code order by feature_code),
    array_agg(p_now), p_now
  )
  from public.account_entitlements
  where account_id = p_account_id and kind = 'metered' and time_zone <> p_time_zone
  having count(*) > 0;

  update public.accounts set time_zone = p_time_zone, updated_at = p_now where id = p_account_id;
  update public.account_entitlements
  set time_zone = p_time_zone, version = public.next_version(version)
  where account_id = p_account_id and time_zone <> p_time_zone;

  perform from public.user_usage
  where account_id = p_account_id and period_end > p_now
  order by feature_code, period_start desc
  for no key update;

  update public.user_usage
  set time_zone = p_time_zone, version = public.next_version(version)
  where account_id = p_account_id and period_end > p_now;

  update public.user_usage as usage
  set period_end = period.period_end, version = public.next_version(usage.version)
  from public.account_entitlements as entitlement
  cross join lateral (
    select usage_period.period_end
    from public.user_usage as latest
    cross join lateral public.usage_period(
      entitlement.reset_period, entitlement.anchor_at, p_time_zone, latest.period_end - interval '1 microsecond'
    ) as usage_period
    where latest.account_id = entitlement.account_id and latest.feature_code = entitlement.feature_code
    order by latest.period_start desc
    limit 1
  ) as period
  where entitlement.account_id = p_account_id
    and entitlement.reset_period in ('daily', 'monthly')
    and usage.account_id = p_account_id
    and usage.feature_code = entitlement.feature_code
    and usage.period_end > p_now
    and usage.period_end < period.period_end
    and not exists (
      select
      from public.user_usage as later
      where later.account_id = usage.account_id
        and later.feature_code = usage.feature_code
        and later.period_start > usage.period_start
    );
end;
$$;
