-- The sweeper: looks at the next `p_limit` reservations whose time is over, the oldest first, and ends them with all
-- that is over on their counters. A turn begins with nulls as its place and goes on behind the last one that was looked
-- at, until fewer than `p_limit` are left: so it passes over all of them once. The place has no default, as whoever
-- leaves it out would look at the first ones again and again. `is_freed` tells where a counter changed.
-- Counters that somebody holds are left to whoever holds them. Waits for nobody, so it may take locks in any order.
-- One that can't be freed, whatever is wrong with it, undoes nothing of the others, and is told as a warning.
create or replace function public.expire_reservations(
  p_limit int,
  p_after_expires_at timestamptz,
  p_after_id uuid,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, feature_code text, id uuid, expires_at timestamptz, is_freed boolean)
language plpgsql
set search_path = ''
as $$
declare
  v_due record;
begin
  for v_due in
    select due.account_id, due.feature_code, due.period_start, due.id, due.expires_at
    from public.usage_reservations as due
    where due.status = 'held'
      and (due.expires_at, due.id) > (
        coalesce(p_after_expires_at, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000')
      )
      and due.expires_at <= p_now
    order by due.expires_at, due.id
    limit p_limit
  loop
    account_id := v_due.account_id;
    feature_code := v_due.feature_code;
    id := v_due.id;
    expires_at := v_due.expires_at;
    perform
    from public.user_usage as usage
    where usage.account_id = v_due.account_id
      and usage.feature_code = v_due.feature_code
      and usage.period_start = v_due.period_start
    for no key update skip locked;
    is_freed := found;
    if is_freed then
      begin
        is_freed := public.free_expired_reservations(account_id, feature_code, v_due.period_start, p_now) > 0;
      exception
        when others then
          is_freed := false;
          raise warning 'the reservation % of account % could not be ended: %', id, account_id, sqlerrm;
      end;
    end if;
    return next;
  end loop;
end;
$$;
