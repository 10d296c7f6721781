-- Frees a held amount, and the credits held with it. Releasing again, or after it expired, changes nothing and returns
-- the reservation.
-- Errors: MSNOF, MSRCL already committed.
create or replace function public.release_reservation(
  p_account_id uuid,
  p_reservation_id uuid,
  p_now timestamptz default clock_timestamp()
) returns public.usage_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_reservation public.usage_reservations;
begin
  v_reservation := public.lock_reservation(p_account_id, p_reservation_id, p_now);
  if v_reservation.status = 'committed' then
    raise exception 'The reservation is already committed' using errcode = 'MSRCL';
  elsif v_reservation.status <> 'held' then
    return v_reservation;
  end if;

  update public.user_usage
  set
    reserved = reserved - v_reservation.amount,
    overage = overage - v_reservation.overage,
    overage_credits = overage_credits - v_reservation.overage_credits,
    version = public.next_version(version, v_clock)
  where account_id = p_account_id
    and feature_code = v_reservation.feature_code
    and period_start = v_reservation.period_start;

  if v_reservation.credit_reservation_id is not null then
    perform public.release_credits(p_account_id, v_reservation.credit_reservation_id, p_now);
  end if;

  update public.usage_reservations
  set status = 'released', closed_at = p_now
  where account_id = p_account_id and id = p_reservation_id
  returning * into v_reservation;
  return v_reservation;
end;
$$;
