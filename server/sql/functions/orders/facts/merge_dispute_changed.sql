-- Merges what a provider says of a dispute: the later news holds; of the same second, an end beats its beginning.
-- The caller holds the order.
create or replace function public.merge_dispute_changed(
  p_account_id uuid,
  p_payment public.payments,
  p_command jsonb,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ranks constant text[] := array['inquiry', 'opened', 'won', 'lost'];
  v_at constant timestamptz := coalesce((p_command ->> 'at')::timestamptz, p_now);
  v_known public.disputes;
begin
  select * into v_known
  from public.disputes
  where account_id = p_account_id
    and provider = p_payment.provider
    and provider_dispute_id = p_command ->> 'disputeId';
  if found and (date_trunc('second', v_known.seen_at), array_position(v_ranks, v_known.state))
    >= (date_trunc('second', v_at), array_position(v_ranks, p_command ->> 'state'))
  then
    return;
  end if;

  insert into public.disputes as dispute (
    account_id, provider, provider_dispute_id, payment_id, amount_minor, state, seen_at
  )
  values (
    p_account_id, p_payment.provider, p_command ->> 'disputeId', p_payment.id, (p_command ->> 'amountMinor')::bigint,
    p_command ->> 'state', v_at
  )
  on conflict (account_id, provider, provider_dispute_id) do update
  set amount_minor = excluded.amount_minor, state = excluded.state, seen_at = excluded.seen_at;
  perform public.note_order_event(
    p_account_id, p_payment.order_id, 'dispute_changed', p_now, p_payment.id,
    jsonb_build_object(
      'disputeId', p_command ->> 'disputeId', 'state', p_command ->> 'state', 'amountMinor', p_command -> 'amountMinor'
    ),
    p_event_at => v_at
  );
end;
$$;
