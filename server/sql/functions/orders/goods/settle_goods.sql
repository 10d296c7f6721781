-- Gives what a paid order bought, and takes of it what its money takes along: a target that follows from all that is
-- known, so doing it again changes nothing. Nothing is given any more once all of its money is gone, also where a
-- refund leaves the goods: there are none to be left.
-- Plans come before packages, as accounts are locked before credits. The caller holds the order. Enqueues
-- credits.changed.
-- Errors: whatever refuses the goods; 55P03 where they are locked.
create or replace function public.settle_goods(
  p_account_id uuid,
  p_order_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
set lock_timeout = '1s'
as $$
declare
  v_item public.order_items;
  v_fulfilment public.fulfilments;
  v_money record;
  v_is_over boolean;
  v_target bigint;
  v_has_changed boolean := false;
begin
  select money.* into v_money
  from public.orders
  cross join lateral public.payment_money(p_account_id, kept_payment_id) as money
  where account_id = p_account_id and id = p_order_id;
  v_is_over := v_money.received > 0 and v_money.gone - v_money.leaves >= v_money.received;

  for v_item in
    select *
    from public.order_items
    where account_id = p_account_id and order_id = p_order_id
    order by product_kind = 'package', position
  loop
    if v_money.received = 0 or v_money.gone < v_money.received then
      v_has_changed := public.fulfil_order_item(p_account_id, v_item.id, null, p_now) or v_has_changed;
    end if;
    for v_fulfilment in
      select * from public.fulfilments where account_id = p_account_id and order_item_id = v_item.id
    loop
      if v_is_over <> (v_fulfilment.ended_at is not null) then
        perform public.end_goods(p_account_id, v_fulfilment, v_is_over, p_now);
        v_has_changed := true;
      end if;
      v_target := case
        when v_money.received = 0 then 0
        else div(v_fulfilment.granted_units::numeric * (v_money.back - v_money.leaves), v_money.received)
      end;
      if v_target <> v_fulfilment.revoked_units then
        perform public.take_units(p_account_id, v_fulfilment, v_target, p_now);
        v_has_changed := true;
      end if;
    end loop;
  end loop;
  if v_has_changed then
    insert into public.outbox (topic, payload)
    values ('credits.changed', jsonb_build_object('accountIds', array[p_account_id]));
  end if;
end;
$$;
