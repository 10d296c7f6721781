-- Merges that money came for an attempt; returns its payment, or why it can't be this order's (then nothing has
-- changed). One id of the provider is one movement of money; a further one at the same attempt is a payment of its own.
-- The caller holds the order.
create or replace function public.merge_payment_succeeded(
  p_account_id uuid,
  p_payment public.payments,
  p_command jsonb,
  p_now timestamptz,
  out payment_id uuid,
  out mismatch text
)
language plpgsql
set search_path = ''
as $$
declare
  v_money_id constant text := p_command ->> 'providerPaymentId';
  v_amount constant bigint := (p_command ->> 'amountMinor')::bigint;
  v_tax constant bigint := coalesce((p_command ->> 'taxMinor')::bigint, 0);
  v_at constant timestamptz := coalesce((p_command ->> 'at')::timestamptz, p_now);
begin
  select id into payment_id
  from public.payments
  where account_id = p_account_id and provider = p_payment.provider and provider_payment_id = v_money_id;
  if found then
    return;
  end if;
  mismatch := case
    when p_command ->> 'currency' is distinct from p_payment.currency then 'wrong_currency'
    when v_amount is distinct from p_payment.amount_minor then 'wrong_amount'
  end;
  if mismatch is not null then
    return;
  end if;

  if p_payment.state <> 'succeeded' then
    payment_id := p_payment.id;
    update public.payments
    set
      state = 'succeeded', provider_payment_id = v_money_id, received_minor = v_amount + v_tax, tax_minor = v_tax,
      paid_at = v_at, next_query_at = null
    where account_id = p_account_id and id = payment_id;
  else
    payment_id := public.add_received_payment(p_account_id, p_payment.order_id, p_payment, p_command, p_now);
  end if;
  perform public.note_order_event(
    p_account_id, p_payment.order_id, 'payment_succeeded', p_now, payment_id,
    jsonb_build_object('provider', p_payment.provider, 'receivedMinor', v_amount + v_tax), p_event_at => v_at
  );
end;
$$;
