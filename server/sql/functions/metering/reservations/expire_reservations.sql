-- The sweeper: ends reservations whose time is over on counters that are not used, at most `p_limit` counters at a
-- time. Returns the counters that changed.
create or replace function public.expire_reservations(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, feature_code text)
language plpgsql
set search_path = ''
as $$
declare
  v_counter record;
begin
  for v_counter in
    select distinct due.account_id, due.feature_code, due.period_start
    from (
      select reservation.account_id, reservation.feature_code, reservation.period_start
      from public.usage_reservations as reservation
      where reservation.status = 'held' and reservation.expires_at <= p_now
      order by reservation.expires_at
      limit p_limit
    ) as due
    order by due.account_id, due.feature_code, due.period_start desc
  loop
    perform public.lock_counters(
      array[v_counter.account_id], array[v_counter.feature_code], array[v_counter.period_start]
    );
    if public.free_expired_reservations(
      v_counter.account_id, v_counter.feature_code, v_counter.period_start, p_now
    ) > 0 then
      account_id := v_counter.account_id;
      feature_code := v_counter.feature_code;
      return next;
    end if;
  end loop;
end;
$$;
