-- Makes sure that a counter covers each of the given instants, where the account is entitled to the metered
-- feature and the instant's period is current, or was entitled to it then and the period ended within the grace of 24
-- hours (see entitlement_to_open).
--
-- Locks: shares each entitlement in key order, so that no change of plan slips in between reading the quota and
-- writing it here. The caller may hold counters, so nothing is waited for but other inserts in key order: an
-- entitlement that is being changed, or a counter that another call has just opened, ends the transaction with
-- 40001, to be tried again (docs/adr/0009-lock-order.md). Returns how many were opened.
create or replace function public.open_counters(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_instants timestamptz[],
  p_now timestamptz
) returns int
language plpgsql
set search_path = ''
as $$
declare
  v_wanted record;
  v_entitlement public.account_entitlements;
  v_opening record;
  v_counter record;
  v_end timestamptz;
  v_last public.user_usage;
  v_opened int := 0;
begin
  for v_wanted in
    select distinct account_id, feature_code collate "C" as feature_code, instant
    from unnest(p_account_ids, p_feature_codes, p_instants) as missing(account_id, feature_code, instant)
    order by account_id, feature_code, instant
  loop
    -- Such events are refused; they must not leave counters of far-off periods behind.
    continue when v_wanted.instant not between p_now - public.max_usage_age() and p_now + public.max_clock_skew();

    -- The counter that was opened last may cover this instant too.
    continue when v_last.account_id = v_wanted.account_id
      and v_last.feature_code = v_wanted.feature_code
      and v_last.period_end > v_wanted.instant;

    begin
      select *
      into v_entitlement
      from public.account_entitlements
      where account_id = v_wanted.account_id and feature_code = v_wanted.feature_code and kind = 'metered'
      for share nowait;
    exception
      when lock_not_available then
        raise exception 'the entitlement is being changed' using errcode = 'serialization_failure';
    end;
    v_opening := public.entitlement_to_open(
      v_entitlement, v_wanted.account_id, v_wanted.feature_code, v_wanted.instant, p_now
    );
    continue when v_opening.quota is null;
    v_entitlement := v_opening.entitlement;

    select period_end
    into v_end
    from public.user_usage
    where account_id = v_wanted.account_id
      and feature_code = v_wanted.feature_code
      and counts_from <= v_wanted.instant
      and counts_until > v_wanted.instant
      and period_end > v_wanted.instant;
    if found then
      -- Closed for good: an event so late is charged to nothing.
      continue when v_end + public.usage_grace() <= p_now;
      raise exception 'the counter was opened meanwhile' using errcode = 'serialization_failure';
    end if;

    v_counter := public.counter_to_open(v_entitlement, v_wanted.instant);
    -- Before an entitlement that never resets began there is nothing to charge.
    continue when v_counter.period_start > v_wanted.instant;
    v_end := least(v_counter.period_end, v_opening.ends_at);
    continue when v_end + public.usage_grace() <= p_now;
    if v_counter.counts_from < v_counter.period_start then
      perform public.take_over_counters(
        v_wanted.account_id, v_wanted.feature_code, v_counter.counts_from, v_counter.period_start
      );
      -- Once more: now nothing can be charged to those rows any more.
      v_counter := public.counter_to_open(v_entitlement, v_wanted.instant);
    end if;

    insert into public.user_usage (
      account_id, feature_code, period_start, period_end, counts_from, reset_period, time_zone, quota,
      quota_valid_until, used, carried, overage, overage_credits, next_alert_used, first_end, due_end, version
    )
    values (
      v_wanted.account_id, v_wanted.feature_code, v_counter.period_start, v_end, v_counter.counts_from,
      v_entitlement.reset_period, v_entitlement.time_zone, v_opening.quota,
      -- What holds at a closed period's end holds for good.
      case
        when v_end <= p_now then 'infinity'
        else public.quota_valid_until(v_entitlement.override_quota, v_entitlement.override_expires_at, p_now)
      end,
      v_counter.carried, v_counter.carried, v_counter.overage, v_counter.overage_credits,
      public.next_alert_used(
        v_opening.quota, v_entitlement.alert_thresholds,
        public.used_of_quota(v_counter.carried, 0, v_counter.overage)
      ),
      v_counter.first_end, v_counter.due_end, public.version_clock()
    )
    on conflict do nothing
    returning * into v_last;
    if not found then
      raise exception 'the counter was opened meanwhile' using errcode = 'serialization_failure';
    end if;
    v_opened := v_opened + 1;

    if v_counter.counts_from < v_counter.period_start then
      perform public.succeed_counters(v_last, v_entitlement.alert_thresholds);
    end if;
  end loop;
  return v_opened;
end;
$$;
