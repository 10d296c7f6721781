-- Where the current periods of an account would end if it moved to another time zone now: what change_time_zone would
-- do, by the same rule (moved_period_end). One row for each feature that resets by the day or month, `period_end` as
-- it is now and `moved_end` as it would be. Changes nothing; a renewal that is due must have taken effect before.
create or replace function public.preview_time_zone(
  p_account_id uuid,
  p_time_zone text,
  p_now timestamptz default clock_timestamp()
) returns table (feature_code text, reset_period text, period_end timestamptz, moved_end timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    state.feature_code,
    state.reset_period,
    state.period_end,
    case
      when p_time_zone = entitlement.time_zone then state.period_end
      -- As there, a use dated ahead of our clock that has opened the next counter keeps the end of this one.
      when exists (
        select
        from public.user_usage as later
        where later.account_id = p_account_id
          and later.feature_code = state.feature_code
          and later.period_start > state.period_start
      ) then state.period_end
      else public.moved_period_end(
        state.reset_period, entitlement.anchor_at, p_time_zone,
        coalesce(counter.first_end, state.period_end), greatest(p_now, state.period_start)
      )
    end
  from public.quota_state(p_account_id, null, p_now) as state
  join public.account_entitlements as entitlement
    on entitlement.account_id = p_account_id and entitlement.feature_code = state.feature_code
  left join public.user_usage as counter
    on counter.account_id = p_account_id
    and counter.feature_code = state.feature_code
    and counter.period_start = state.period_start
  where state.reset_period in ('daily', 'monthly');
end;
$$;
