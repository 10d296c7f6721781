-- Moves an order, its goods and surplus money to where all facts together want them; nothing else does. True when
-- nothing is left to do: where goods can't be booked, or are locked, the money's truth stands, and they are due again
-- (`goods_due_at`). Money for a plan that can never begin goes back, and so does money for an order of which nothing
-- was given before its account was closed. A plan that is given ends the account's orders of plans that nobody has paid
-- (end_overtaken_orders).
-- Errors: MSNOF.
-- Locks: the order; then, for goods, the catalog for share, the account, counters, credits.
create or replace function public.settle_order(
  p_account_id uuid,
  p_order_id uuid,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_order public.orders;
  v_error text;
begin
  perform public.lock_order(p_account_id, p_order_id);
  perform public.settle_money(p_account_id, p_order_id, p_now);
  select * into v_order from public.orders where account_id = p_account_id and id = p_order_id;
  if v_order.kept_payment_id is null then
    return true;
  end if;

  begin
    perform public.settle_goods(p_account_id, p_order_id, p_now);
    if v_order.goods_due_at is not null then
      update public.orders
      set goods_due_at = null, goods_error = null, goods_attempts = 0
      where account_id = p_account_id and id = p_order_id;
    end if;
  exception
    when others then
      v_error := sqlstate || ': ' || sqlerrm;
  end;
  if v_error is null then
    begin
      perform public.end_overtaken_orders(p_account_id, p_now);
    exception
      when others then
        -- What was paid for is given all the same; overtaken_orders finds these again.
        raise warning 'Orders that were overtaken are left open for now: %', sqlerrm;
    end;
    return true;
  end if;

  update public.orders
  set
    goods_due_at = p_now + public.retry_delay(goods_attempts, interval '5 seconds', interval '1 hour'),
    goods_error = v_error,
    goods_attempts = goods_attempts + 1
  where account_id = p_account_id and id = p_order_id;
  if v_order.goods_error is distinct from v_error then
    perform public.note_order_event(p_account_id, p_order_id, 'goods_due', p_now, p_cause => v_error);
  end if;
  -- Of two orders that were open side by side, say; or the account is closed. Nothing of this one was given.
  if public.plan_can_never_begin(p_account_id, p_order_id)
    or public.is_closed_with_nothing_given(p_account_id, p_order_id)
  then
    perform public.ask_back_surplus(p_account_id, v_order.kept_payment_id, p_now);
  end if;
  return false;
end;
$$;
