-- Cancels the account's orders that a plan has overtaken (is_overtaken): their pages are closed then, as those of any
-- order that has ended (claim_ended_pages). Orders that somebody holds are passed by, as the caller may hold the
-- account, and who does asks for no order; overtaken_orders finds them again.
create or replace function public.end_overtaken_orders(
  p_account_id uuid,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_order_id uuid;
begin
  for v_order_id in
    select id
    from public.orders
    where account_id = p_account_id and status = 'pending' and public.is_overtaken(p_account_id, id)
    order by id
    for no key update skip locked
  loop
    -- Once more under the lock: its buyer may have paid just then.
    if public.is_overtaken(p_account_id, v_order_id) then
      perform public.move_order(p_account_id, v_order_id, 'cancelled', 'plan_bought', p_now);
    end if;
  end loop;
end;
$$;
