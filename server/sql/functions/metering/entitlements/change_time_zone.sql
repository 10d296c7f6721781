-- Moves an account to another time zone. Each current period runs on to the first boundary of the new zone at or
-- after the end that it was opened with (moved_period_end), so that periods stay without gap or overlap, hopping from
-- zone to zone never brings a fresh quota forward, and going back restores the end. In the time that a zone has added
-- to a period, another zone ends it at its own next boundary. So it is with periods that a change of reset period has
-- closed before their end, should their kind come back. Days of allowances go on likewise (move_credit_days), and
-- a plan's credits by the new zone from their next period on (plan_credit_period).
create or replace function public.change_time_zone(
  p_account_id uuid,
  p_time_zone text,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
begin
  perform public.lock_accounts(array[p_account_id]);
  perform public.apply_due_versions(array[p_account_id], p_now);

  -- Opens the current period of each feature, by the zone that still holds.
  perform public.find_counters(array_agg(account_id), array_agg(feature_code), array_agg(p_now), p_now)
  from public.account_entitlements
  where account_id = p_account_id and kind = 'metered' and time_zone <> p_time_zone;

  update public.accounts set time_zone = p_time_zone, updated_at = p_now where id = p_account_id;
  update public.account_entitlements
  set time_zone = p_time_zone, in_force_from = p_now, version = public.next_version(version, v_clock)
  where account_id = p_account_id and time_zone <> p_time_zone;

  perform from public.user_usage
  where account_id = p_account_id and (period_end > p_now or due_end > p_now)
  order by feature_code, period_start desc
  for no key update;

  update public.user_usage
  set time_zone = p_time_zone, version = public.next_version(version, v_clock)
  where account_id = p_account_id and period_end > p_now;

  update public.user_usage as usage
  set
    period_end = case when usage.period_end > p_now then moved.due_end else usage.period_end end,
    first_end = case when moved.first_end > p_now then moved.first_end else moved.due_end end,
    due_end = moved.due_end,
    version = public.next_version(usage.version, v_clock)
  from public.account_entitlements as entitlement
  cross join lateral (
    select
      counter.period_start,
      coalesce(counter.first_end, counter.period_end) as first_end,
      public.moved_period_end(
        counter.reset_period, entitlement.anchor_at, p_time_zone,
        coalesce(counter.first_end, counter.period_end),
        -- One that a use dated ahead of our clock has opened may begin after the end that its kind had at first.
        greatest(p_now, counter.period_start)
      ) as due_end
    from public.user_usage as counter
    where counter.account_id = entitlement.account_id
      and counter.feature_code = entitlement.feature_code
      and counter.reset_period in ('daily', 'monthly')
      and (counter.period_end > p_now or counter.due_end > p_now)
      -- A counter keeps its end where a use dated ahead of our clock has already opened the next one.
      and not exists (
        select
        from public.user_usage as later
        where later.account_id = counter.account_id
          and later.feature_code = counter.feature_code
          and later.period_start > counter.period_start
          and (later.reset_period = counter.reset_period or counter.period_end > p_now)
      )
  ) as moved
  where entitlement.account_id = p_account_id
    and usage.account_id = p_account_id
    and usage.feature_code = entitlement.feature_code
    and usage.period_start = moved.period_start;

  perform public.move_credit_days(p_account_id, p_time_zone, p_now);
end;
$$;
