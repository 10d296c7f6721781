-- What a counter that has just been opened takes on from those it carries over, where the reset period changed midway:
-- what they owe their account of alerts, and their reservations. The caller holds the locks of all of them.
create or replace function public.succeed_counters(
  p_counter public.user_usage,
  p_alert_thresholds smallint[]
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_before public.user_usage;
  v_used_before bigint;
begin
  select *
  into v_before
  from public.user_usage
  where account_id = p_counter.account_id
    and feature_code = p_counter.feature_code
    and period_end = p_counter.period_start;
  -- As if nothing were held (see alert_change).
  v_used_before := public.used_of_quota(v_before.used, 0, v_before.overage);
  -- What the new period leaves of the quota may be little or nothing.
  perform public.alert_change(
    p_counter, p_alert_thresholds,
    -- An alert that nothing granted the feature for has told nothing yet.
    case when v_before.next_alert_used <= v_used_before then -1 else coalesce(v_before.quota, -1) end,
    coalesce(v_used_before, 0)
  );

  -- A reservation is charged at the end of its period; where the new counter counts that, it moves there.
  perform public.move_reservations(
    p_counter.account_id,
    p_counter.feature_code,
    array(
      select period_start
      from public.user_usage
      where account_id = p_counter.account_id
        and feature_code = p_counter.feature_code
        and period_start < p_counter.period_start
        and period_end > p_counter.counts_from
        and reserved > 0
    ),
    p_counter.period_start
  );
end;
$$;
