-- Asks the provider to give back money that bought nothing, as far as it is not on its way back yet. What was refused
-- five times is the admin's, until something about the payment changes.
-- The caller holds the order.
create or replace function public.ask_back_surplus(
  p_account_id uuid,
  p_payment_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_money constant record := public.payment_money(p_account_id, p_payment_id);
  v_order_id uuid;
  v_basis text;
  v_refusals int;
begin
  if v_money.back >= v_money.received then
    return;
  end if;
  select
    payment.order_id,
    payment.refunded_minor || '/' || coalesce(sum(dispute.amount_minor), 0)
  into v_order_id, v_basis
  from public.payments as payment
  left join public.disputes as dispute
    on dispute.account_id = payment.account_id
    and dispute.payment_id = payment.id
    and dispute.state in ('opened', 'lost')
  where payment.account_id = p_account_id and payment.id = p_payment_id
  group by payment.order_id, payment.refunded_minor;
  select count(*) into v_refusals
  from public.refunds
  where account_id = p_account_id
    and payment_id = p_payment_id
    and cause = 'surplus'
    and state = 'failed'
    and facts ->> 'basis' = v_basis;

  if v_refusals < 5 then
    perform public.add_refund(
      p_account_id, p_payment_id, 'surplus', v_money.received - v_money.back, true,
      p_now + case when v_refusals = 0 then interval '0' else interval '1 minute' * 4 ^ v_refusals end, p_now,
      jsonb_build_object('basis', v_basis)
    );
  elsif not exists (
    select
    from public.order_timeline
    where account_id = p_account_id
      and order_id = v_order_id
      and payment_id = p_payment_id
      and kind = 'surplus_refused'
      and detail ->> 'basis' = v_basis
  ) then
    perform public.note_order_event(
      p_account_id, v_order_id, 'surplus_refused', p_now, p_payment_id, jsonb_build_object('basis', v_basis)
    );
  end if;
end;
$$;
