-- Writes down what became of a refund of ours. The caller holds the order.
create or replace function public.move_refund(
  p_account_id uuid,
  p_refund_id uuid,
  p_state text,
  p_provider_refund_id text,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_refund public.refunds;
begin
  update public.refunds
  set
    state = p_state,
    provider_refund_id = coalesce(provider_refund_id, p_provider_refund_id),
    send_at = case when p_state in ('requested', 'pending') then send_at end
  where account_id = p_account_id and id = p_refund_id
  returning * into v_refund;
  perform public.note_order_event(
    p_account_id, v_refund.order_id, 'refund_' || p_state, p_now, v_refund.payment_id,
    jsonb_build_object('refundId', p_refund_id, 'amountMinor', v_refund.amount_minor)
  );
end;
$$;
