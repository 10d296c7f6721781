-- Writes down that money is to go back; the pump sends it. The caller holds the order.
create or replace function public.add_refund(
  p_account_id uuid,
  p_payment_id uuid,
  p_cause text,
  p_amount_minor bigint,
  p_takes_goods boolean,
  p_send_at timestamptz,
  p_now timestamptz,
  p_facts jsonb default '{}',
  p_reason text default null,
  p_actor jsonb default null
) returns public.refunds
language plpgsql
set search_path = ''
as $$
declare
  v_refund public.refunds;
begin
  update public.payments
  set panel_refunded_minor = greatest(
    panel_refunded_minor,
    refunded_minor - (
      select coalesce(sum(refund.amount_minor), 0)
      from public.refunds as refund
      where refund.account_id = p_account_id and refund.payment_id = p_payment_id and refund.state <> 'failed'
    )
  )
  where account_id = p_account_id and id = p_payment_id;

  insert into public.refunds (
    account_id, id, order_id, payment_id, refund_number, cause, amount_minor, takes_goods, facts, send_at, actor,
    reason, created_at
  )
  select
    p_account_id, public.uuid_v7(p_now), payment.order_id, payment.id,
    orders.order_number || 'R' || lpad(
      (
        select 1 + count(*)
        from public.refunds as refund
        where refund.account_id = p_account_id and refund.order_id = payment.order_id
      )::text,
      3, '0'
    ),
    p_cause, p_amount_minor, p_takes_goods, p_facts, p_send_at, p_actor, p_reason, p_now
  from public.payments as payment
  join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id
  where payment.account_id = p_account_id and payment.id = p_payment_id
  returning * into v_refund;
  perform public.note_order_event(
    p_account_id, v_refund.order_id, 'refund_requested', p_now, p_payment_id,
    jsonb_build_object(
      'refundId', v_refund.id, 'amountMinor', p_amount_minor, 'cause', p_cause, 'takesGoods', p_takes_goods
    ),
    p_actor, p_reason
  );
  return v_refund;
end;
$$;
