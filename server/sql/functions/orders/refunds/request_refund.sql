-- Asks that money of an order goes back, and takes the goods along in the same transaction where `p_goods` says so;
-- returns the refund, which the pump sends.
-- p_amount_minor: in the provider's money, which includes what it put on top of our price; null for all that is left.
-- p_payment_id: the payment that bought the goods, unless another one is named.
-- Errors: MSNOF; MSINV; MSREX more than is left, with {"refundable"} as detail.
-- Locks: as settle_order.
create or replace function public.request_refund(
  p_account_id uuid,
  p_order_id uuid,
  p_amount_minor bigint,
  p_goods boolean,
  p_reason text default null,
  p_actor jsonb default null,
  p_payment_id uuid default null,
  p_now timestamptz default clock_timestamp()
) returns public.refunds
language plpgsql
set search_path = ''
as $$
declare
  v_payment_id uuid;
  v_left bigint;
  v_refund public.refunds;
begin
  perform public.lock_order(p_account_id, p_order_id);
  select payment.id, money.received - money.back into v_payment_id, v_left
  from public.orders
  join public.payments as payment
    on payment.account_id = orders.account_id
    and payment.order_id = orders.id
    and payment.id = coalesce(p_payment_id, orders.kept_payment_id)
    and payment.state = 'succeeded'
  cross join lateral public.payment_money(p_account_id, payment.id) as money
  where orders.account_id = p_account_id and orders.id = p_order_id;
  if p_amount_minor < 1 then
    raise exception 'The amount is below 1' using
      errcode = 'MSINV', detail = '{"errors": [{"path": "amountMinor", "message": "At least 1"}]}';
  elsif coalesce(v_left, 0) < greatest(coalesce(p_amount_minor, 1), 1) then
    raise exception 'That is more than is left to give back' using
      errcode = 'MSREX', detail = jsonb_build_object('refundable', coalesce(v_left, 0));
  end if;

  v_refund := public.add_refund(
    p_account_id, v_payment_id, 'admin', coalesce(p_amount_minor, v_left), p_goods, p_now, p_now,
    p_reason => p_reason, p_actor => p_actor
  );
  perform public.settle_order(p_account_id, p_order_id, p_now);
  return v_refund;
end;
$$;
