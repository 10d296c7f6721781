-- Keeps what a provider answered about a refund, and returns the state that it has now. Its final word stays, but that
-- what it called succeeded may be called failed by a later answer: only an answer that was asked for (`p_asked_at`)
-- after the last news lowers a sum, and none that was asked for before them raises it: it may still count a refund that
-- has failed since.
-- p_state: pending, succeeded or failed. p_cumulative_minor: all that went back of the payment, where that was told.
-- Errors: MSNOF.
-- Locks: as settle_order.
create or replace function public.note_refund_answer(
  p_account_id uuid,
  p_refund_id uuid,
  p_state text,
  p_cumulative_minor bigint default null,
  p_provider_refund_id text default null,
  p_asked_at timestamptz default null,
  p_now timestamptz default clock_timestamp()
) returns text
language plpgsql
set search_path = ''
as $$
declare
  v_ranks constant text[] := array['requested', 'pending', 'failed', 'succeeded'];
  v_refund public.refunds;
  v_payment public.payments;
  v_is_newer boolean;
  v_is_older boolean;
begin
  select * into v_refund from public.refunds where account_id = p_account_id and id = p_refund_id;
  if not found then
    raise exception 'There is no such refund' using errcode = 'MSNOF';
  end if;
  perform public.lock_order(p_account_id, v_refund.order_id);
  select * into v_refund from public.refunds where account_id = p_account_id and id = p_refund_id;
  select * into v_payment from public.payments where account_id = p_account_id and id = v_refund.payment_id;
  v_is_newer := coalesce(p_asked_at > coalesce(v_payment.refunded_at, '-infinity'), false);
  v_is_older := coalesce(p_asked_at < v_payment.refunded_at, false);

  if array_position(v_ranks, v_refund.state) < array_position(v_ranks, p_state)
    or v_refund.state = 'succeeded' and p_state = 'failed' and v_is_newer
  then
    perform public.move_refund(p_account_id, p_refund_id, p_state, p_provider_refund_id, p_now);
  end if;
  if p_cumulative_minor > v_payment.refunded_minor and not v_is_older
    or p_cumulative_minor < v_payment.refunded_minor and v_is_newer
  then
    update public.payments
    set
      refunded_minor = p_cumulative_minor,
      panel_refunded_minor = least(panel_refunded_minor, p_cumulative_minor),
      refunded_at = greatest(refunded_at, coalesce(p_asked_at, p_now))
    where account_id = p_account_id and id = v_payment.id;
    perform public.note_order_event(
      p_account_id, v_refund.order_id, 'refund_changed', p_now, v_payment.id,
      jsonb_build_object('refundedMinor', p_cumulative_minor)
    );
  end if;
  perform public.settle_order(p_account_id, v_refund.order_id, p_now);
  return (select state from public.refunds where account_id = p_account_id and id = p_refund_id);
end;
$$;
