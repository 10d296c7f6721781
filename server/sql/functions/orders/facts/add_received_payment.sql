-- Writes down money for which an order has no attempt of its own; returns the payment. p_like: where it was paid, its
-- provider, mode and reference.
-- The caller holds the order.
create or replace function public.add_received_payment(
  p_account_id uuid,
  p_order_id uuid,
  p_like public.payments,
  p_command jsonb,
  p_now timestamptz
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_id constant uuid := public.uuid_v7(p_now);
  v_amount constant bigint := (p_command ->> 'amountMinor')::bigint;
  v_tax constant bigint := coalesce((p_command ->> 'taxMinor')::bigint, 0);
begin
  insert into public.payments (
    account_id, id, order_id, attempt, reference, provider, is_test, state, amount_minor, currency, received_minor,
    tax_minor, provider_payment_id, paid_at, created_at
  )
  select
    p_account_id, v_id, p_order_id, coalesce(max(payment.attempt), 0) + 1, p_like.reference, p_like.provider,
    p_like.is_test, 'succeeded', v_amount, p_command ->> 'currency', v_amount + v_tax, v_tax,
    p_command ->> 'providerPaymentId', coalesce((p_command ->> 'at')::timestamptz, p_now), p_now
  from public.payments as payment
  where payment.account_id = p_account_id and payment.order_id = p_order_id;
  return v_id;
end;
$$;
