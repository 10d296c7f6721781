-- Merges one command of an event into the order that it is about: applied, ignored, orphan or mismatch, and why.
-- The caller holds the event, its money and the order.
create or replace function public.merge_command(
  p_account_id uuid,
  p_order_id uuid,
  p_event public.provider_events,
  p_command jsonb,
  p_now timestamptz,
  out outcome text,
  out reason text
)
language plpgsql
set search_path = ''
as $$
declare
  v_type constant text := p_command ->> 'type';
  v_payment public.payments;
  v_payment_id uuid;
begin
  outcome := 'applied';
  -- The life of a subscription is not told here.
  if v_type like 'subscription\_%' then
    outcome := 'ignored';
    reason := 'subscription';
    return;
  end if;
  select * into v_payment
  from public.payments
  where account_id = p_account_id
    and order_id = p_order_id
    and (
      provider = p_event.provider and provider_payment_id = p_command ->> 'providerPaymentId'
      or v_type like 'payment\_%' and reference = p_command ->> 'reference'
    )
  -- The money itself, else the attempt, which came before further sums at it.
  order by provider_payment_id is not distinct from p_command ->> 'providerPaymentId' desc, attempt
  limit 1;
  if v_payment.id is null then
    outcome := 'orphan';
    reason := 'unknown_payment';
  elsif p_event.is_test <> v_payment.is_test then
    outcome := 'mismatch';
    reason := 'wrong_mode';
  elsif v_payment.provider <> p_event.provider then
    outcome := 'mismatch';
    reason := 'wrong_provider';
  elsif v_type = 'payment_succeeded' then
    select payment_id, mismatch into v_payment_id, reason
    from public.merge_payment_succeeded(p_account_id, v_payment, p_command, p_now);
    if reason is not null then
      outcome := 'mismatch';
    else
      perform public.keep_money_object(
        p_event.provider, p_command ->> 'providerPaymentId', p_account_id, p_order_id, v_payment_id, p_now
      );
    end if;
  elsif v_type = 'refund_changed' then
    perform public.merge_refund_changed(p_account_id, v_payment.id, p_command, p_now);
  elsif v_type = 'dispute_changed' then
    perform public.merge_dispute_changed(p_account_id, v_payment, p_command, p_now);
  elsif v_type in ('payment_processing', 'payment_failed', 'payment_left', 'payment_expired') then
    perform public.merge_payment_end(p_account_id, v_payment, p_command, p_now);
  else
    outcome := 'ignored';
    reason := 'unknown_command';
  end if;
end;
$$;
