-- Part of audit_orders: each sum that came has its place, and what bought nothing goes back.
create or replace function public.audit_order_money(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with payment as (
    select payment.*, money.received, money.back, money.gone
    from public.payments as payment
    cross join lateral public.payment_money(payment.account_id, payment.id) as money
    where payment.account_id between p_from_account_id and p_to_account_id and payment.state = 'succeeded'
  )
  select
    'money that came has its role', payment.account_id,
    jsonb_build_object('order', payment.order_id, 'payment', payment.id)
  from payment
  where payment.role is null
  union all
  select
    'what bought nothing goes back', payment.account_id,
    jsonb_build_object(
      'order', payment.order_id, 'payment', payment.id, 'is', payment.back, 'should be', payment.received
    )
  from payment
  where payment.role = 'surplus' and payment.back < payment.received
    -- Unless the admin has been told that it is refused.
    and not exists (
      select
      from public.order_timeline as line
      where line.account_id = payment.account_id
        and line.order_id = payment.order_id
        and line.payment_id = payment.id
        and line.kind = 'surplus_refused'
    )
  union all
  select
    'no more goes back than came', payment.account_id,
    jsonb_build_object(
      'order', payment.order_id, 'payment', payment.id, 'is', sum(refund.amount_minor), 'should be at most',
      payment.received
    )
  from payment
  join public.refunds as refund
    on refund.account_id = payment.account_id and refund.payment_id = payment.id and refund.state <> 'failed'
  group by payment.account_id, payment.order_id, payment.id, payment.received
  having sum(refund.amount_minor) > payment.received
  union all
  select
    'what came is the price and its tax', payment.account_id,
    jsonb_build_object(
      'order', payment.order_id, 'payment', payment.id, 'is', payment.received_minor, 'should be',
      payment.amount_minor + payment.tax_minor
    )
  from payment
  where payment.received_minor <> payment.amount_minor + payment.tax_minor
  union all
  select
    'an order that costs something is paid by a provider', payment.account_id,
    jsonb_build_object('order', payment.order_id, 'payment', payment.id)
  from payment
  where payment.provider = 'none' and payment.amount_minor > 0;
$$;
