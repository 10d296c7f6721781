-- Brings open counters in line with entitlements that have just changed. A counter keeps what was used. A changed quota
-- begins a new epoch. A changed reset period closes the counter now and opens one of the new kind, which carries over
-- what was used since its own period began, and to which reservations move.
-- The caller holds lock_accounts for these accounts.
create or replace function public.sync_counters(p_account_ids uuid[], p_now timestamptz) returns void
language plpgsql
set search_path = ''
-- Joins go from each account to what it has: by guesses, be they of plans kept from small tables, they would read all
-- accounts there are.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_open record;
  v_counter text;
  v_now timestamptz;
  v_end timestamptz;
  v_going_account_ids uuid[] := '{}';
  v_going_feature_codes text[] := '{}';
  v_going_period_starts timestamptz[] := '{}';
begin
  for v_open in
    select
      usage.account_id, usage.feature_code, usage.period_start, usage.period_end, usage.counts_from, usage.counts_until,
      usage.reset_period, usage.quota, usage.is_granted,
      entitlement.reset_period as reset_period_now,
      entitlement.alert_thresholds,
      public.effective_quota(
        entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_now
      ) as quota_now,
      public.quota_valid_until(
        entitlement.override_quota, entitlement.override_expires_at, p_now
      ) as quota_valid_until_now
    from public.user_usage as usage
    left join public.account_entitlements as entitlement
      on entitlement.account_id = usage.account_id and entitlement.feature_code = usage.feature_code
    where usage.account_id = any (p_account_ids)
      and usage.period_end + public.usage_grace() > p_now
    order by usage.account_id, usage.feature_code, usage.period_start desc
    for no key update of usage
  loop
    -- `p_now` was read before this change had its locks. Another change may have read the clock later and got them
    -- first: where it opened a counter that begins after `p_now`, this change takes effect right after that beginning.
    if v_counter is distinct from v_open.account_id || v_open.feature_code then
      v_counter := v_open.account_id || v_open.feature_code;
      v_now := case
        when v_open.period_start >= p_now and v_open.counts_from < v_open.period_start
        then v_open.period_start + interval '1 microsecond'
        else p_now
      end;
    end if;

    -- Closed counters go on by what was allowed then.
    if v_open.period_end > p_now and v_open.is_granted <> (v_open.quota_now is not null) then
      update public.user_usage
      set is_granted = not v_open.is_granted, version = public.next_version(version, v_clock)
      where account_id = v_open.account_id
        and feature_code = v_open.feature_code
        and period_start = v_open.period_start;
    end if;
    continue when v_open.quota_now is null;

    if v_open.period_end > v_now and v_open.reset_period = v_open.reset_period_now then
      v_going_account_ids := v_going_account_ids || v_open.account_id;
      v_going_feature_codes := v_going_feature_codes || v_open.feature_code;
      v_going_period_starts := v_going_period_starts || v_open.period_start;
      continue;
    end if;

    -- The counter is to close at `v_end`. What happens now may still be charged to it: a use dated ahead of our clock
    -- may have opened it before its period began, in the place of a counter that it took over.
    v_end := least(v_open.period_end, greatest(v_now, v_open.period_start + interval '1 microsecond'));
    if v_end > p_now and v_open.counts_until > p_now and v_open.quota <> v_open.quota_now then
      perform public.renew_counter(
        usage, v_open.quota_now, v_open.quota_valid_until_now, v_open.alert_thresholds
      )
      from public.user_usage as usage
      where usage.account_id = v_open.account_id
        and usage.feature_code = v_open.feature_code
        and usage.period_start = v_open.period_start;
    end if;
    continue when v_open.period_end <= v_now;

    update public.user_usage
    set
      period_end = v_end,
      -- Where its kind comes back before then, it goes on.
      first_end = coalesce(first_end, period_end),
      due_end = coalesce(due_end, period_end),
      version = public.next_version(version, v_clock)
    where account_id = v_open.account_id
      and feature_code = v_open.feature_code
      and period_start = v_open.period_start;

    -- Its period has not begun yet (it was opened by a use dated ahead of our clock): the next use opens one of the
    -- new kind.
    continue when v_open.period_start > v_now;

    perform public.open_counters(
      array[v_open.account_id], array[v_open.feature_code], array[v_end], p_now
    );

    perform public.move_reservations(
      v_open.account_id, v_open.feature_code, array[v_open.period_start], v_end
    );
  end loop;

  perform public.sync_open_counters(v_going_account_ids, v_going_feature_codes, v_going_period_starts, p_now);
end;
$$;
