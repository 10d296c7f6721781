-- Holds whose time is up are over: their credits are free again. The caller holds the balance's lock.
create or replace function public.free_expired_credit_holds(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.credit_reservations;
begin
  for v_reservation in
    select *
    from public.credit_reservations
    where account_id = p_account_id and status = 'held' and expires_at <= p_now
    order by expires_at, id
  loop
    perform public.free_credit_hold(v_reservation, 'expired', p_now);
  end loop;
end;
$$;
