-- Cancels an order, or lets it expire, and returns the status that it has now: only what is pending changes. It does
-- not expire before its time, nor while money for it is on its way.
-- p_status: cancelled or expired.
-- Errors: MSNOF.
-- Locks: the order.
create or replace function public.end_order(
  p_account_id uuid,
  p_order_id uuid,
  p_status text,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp()
) returns text
language plpgsql
set search_path = ''
as $$
declare
  v_order public.orders;
begin
  perform public.lock_order(p_account_id, p_order_id);
  select * into v_order from public.orders where account_id = p_account_id and id = p_order_id;
  if v_order.status <> 'pending' or p_status not in ('cancelled', 'expired') then
    return v_order.status;
  end if;
  if p_status = 'expired' and (
    v_order.expires_at > p_now or exists (
      select
      from public.payments
      where account_id = p_account_id and order_id = p_order_id and state = 'processing'
    )
  ) then
    return v_order.status;
  end if;
  perform public.move_order(p_account_id, p_order_id, p_status, p_status, p_now, p_actor);
  return p_status;
end;
$$;
