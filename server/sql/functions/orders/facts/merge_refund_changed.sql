-- Merges what a provider says to have given back of a payment. Where it tells no sum, it is that of the refunds that
-- have succeeded, each by the provider's id. Where it does, the sum may count a refund that is on its way: it falls by
-- one that has failed since, and never by other news.
-- The caller holds the order.
create or replace function public.merge_refund_changed(
  p_account_id uuid,
  p_payment_id uuid,
  p_command jsonb,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ranks constant text[] := array['requested', 'pending', 'failed', 'succeeded'];
  v_at constant timestamptz := coalesce((p_command ->> 'at')::timestamptz, p_now);
  v_payment public.payments;
  v_refunds jsonb;
  v_told jsonb;
  v_known text;
  v_sum bigint;
  v_told_sum bigint := (p_command ->> 'cumulativeMinor')::bigint;
  v_failed_sum bigint := 0;
  v_panel_sum bigint := 0;
begin
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  v_refunds := coalesce(v_payment.facts -> 'refunds', '{}');
  for v_told in select * from jsonb_array_elements(coalesce(p_command -> 'refunds', '[]')) loop
    v_known := public.known_refund_state(v_payment, v_refunds, v_told);
    if v_known = 'pending' and v_told ->> 'state' = 'failed' then
      v_failed_sum := v_failed_sum + (v_told ->> 'amountMinor')::bigint;
    elsif v_known = 'failed' and v_told ->> 'state' = 'pending' then
      -- Read before it failed.
      v_told_sum := greatest(v_told_sum - (v_told ->> 'amountMinor')::bigint, 0);
    end if;
    if coalesce(array_position(v_ranks, v_refunds -> (v_told ->> 'providerRefundId') ->> 'state'), 0)
      < array_position(v_ranks, v_told ->> 'state')
    then
      v_refunds := v_refunds || jsonb_build_object(
        v_told ->> 'providerRefundId',
        jsonb_build_object('amountMinor', v_told -> 'amountMinor', 'state', v_told -> 'state')
      );
    end if;
    perform public.move_refund(
      p_account_id, refund.id, v_told ->> 'state', v_told ->> 'providerRefundId', p_now
    )
    from public.refunds as refund
    where refund.account_id = p_account_id
      and refund.payment_id = p_payment_id
      and (
        refund.refund_number = v_told ->> 'refundNumber' or refund.provider_refund_id = v_told ->> 'providerRefundId'
      )
      and array_position(v_ranks, refund.state) < array_position(v_ranks, v_told ->> 'state');
  end loop;

  select coalesce(sum((told ->> 'amountMinor')::bigint) filter (where told ->> 'state' = 'succeeded'), 0) into v_sum
  from jsonb_each(v_refunds) as each_refund (id, told);
  if v_told_sum is null then
    -- Each is told by its id, so those that are not ours are known: they count beside what we have asked for.
    select coalesce(sum((told ->> 'amountMinor')::bigint), 0) into v_panel_sum
    from jsonb_each(v_refunds) as each_refund (id, told)
    where told ->> 'state' = 'succeeded'
      and not exists (
        select
        from public.refunds as refund
        where refund.account_id = p_account_id
          and refund.payment_id = p_payment_id
          and each_refund.id in (refund.provider_refund_id, refund.refund_number)
      );
  end if;
  v_sum := greatest(
    v_sum, v_told_sum, v_payment.refunded_minor - case when v_told_sum is null then 0 else v_failed_sum end
  );
  if (v_sum, v_refunds) is distinct from (v_payment.refunded_minor, coalesce(v_payment.facts -> 'refunds', '{}')) then
    update public.payments
    set
      refunded_minor = v_sum,
      panel_refunded_minor = least(greatest(panel_refunded_minor, v_panel_sum), v_sum),
      refunded_at = case when v_sum <> refunded_minor then greatest(refunded_at, v_at) else refunded_at end,
      facts = facts || jsonb_build_object('refunds', v_refunds)
    where account_id = p_account_id and id = p_payment_id;
    perform public.note_order_event(
      p_account_id, v_payment.order_id, 'refund_changed', p_now, p_payment_id,
      jsonb_build_object('refundedMinor', v_sum), p_event_at => v_at
    );
  end if;
end;
$$;
