-- Moves roles, status and surplus of an order to where all facts about its money want them; it can't be refused.
-- The caller holds the order. Locks: see give_role.
create or replace function public.settle_money(
  p_account_id uuid,
  p_order_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_order public.orders;
  v_money record;
  v_refunded bigint;
  v_status text;
begin
  perform public.give_role(p_account_id, payment.id, p_now)
  from (
    select id
    from public.payments
    where account_id = p_account_id and order_id = p_order_id and state = 'succeeded' and role is null
    order by paid_at, attempt
  ) as payment;
  perform public.ask_back_surplus(p_account_id, payment.id, p_now)
  from (
    select id
    from public.payments
    where account_id = p_account_id and order_id = p_order_id and role = 'surplus'
    order by attempt
  ) as payment;

  select * into v_order from public.orders where account_id = p_account_id and id = p_order_id;
  if v_order.kept_payment_id is not null then
    v_money := public.payment_money(p_account_id, v_order.kept_payment_id);
    v_refunded := case
      when v_money.received = 0 then 0
      else div(v_order.amount_minor::numeric * v_money.gone, v_money.received)
    end;
    if v_refunded <> v_order.refunded_minor then
      update public.orders set refunded_minor = v_refunded where account_id = p_account_id and id = p_order_id;
    end if;
    v_status := case
      when v_money.gone = 0 then 'paid'
      when v_money.gone < v_money.received then 'partially_refunded'
      else 'refunded'
    end;
    -- Forward only, also where less is gone than was.
    if exists (
      select from public.order_transitions where from_status = v_order.status and to_status = v_status
    ) then
      perform public.move_order(p_account_id, p_order_id, v_status, 'refund', p_now);
    end if;
  elsif v_order.status = 'needs_review' and not exists (
    select
    from public.payments as payment
    cross join lateral public.payment_money(p_account_id, payment.id) as money
    where payment.account_id = p_account_id
      and payment.order_id = p_order_id
      and payment.state = 'succeeded'
      and money.gone < money.received
  ) then
    update public.orders set refunded_minor = amount_minor where account_id = p_account_id and id = p_order_id;
    perform public.move_order(p_account_id, p_order_id, 'refunded', 'refund', p_now);
  elsif v_order.status = 'pending' and (
    -- The last attempt has failed for good; while one is open there is none after it.
    select state = 'failed' and facts @> '{"final": true}'
    from public.payments
    where account_id = p_account_id and order_id = p_order_id
    order by attempt desc
    limit 1
  ) then
    perform public.move_order(p_account_id, p_order_id, 'failed', 'payment_failed', p_now);
  end if;
end;
$$;
