-- Merges what a provider says of an attempt that is not paid. States go up only: intent, open, processing, then ended
-- (closed, expired, failed), then succeeded. A failure after which the same page can still be paid is no end, nor is
-- that its buyer left the page.
-- The caller holds the order.
create or replace function public.merge_payment_end(
  p_account_id uuid,
  p_payment public.payments,
  p_command jsonb,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ranks constant text[] := array['intent', 'open', 'processing', 'closed', 'expired', 'failed', 'succeeded'];
  v_type constant text := p_command ->> 'type';
  v_state text;
  v_facts jsonb := '{}';
begin
  if v_type = 'payment_left' then
    v_facts := jsonb_build_object('left', true);
    v_state := p_payment.state;
  elsif v_type = 'payment_failed' and not coalesce((p_command ->> 'final')::boolean, false) then
    v_facts := jsonb_build_object('refused', true);
    v_state := p_payment.state;
  else
    v_state := replace(v_type, 'payment_', '');
    if v_state = 'failed' then
      v_facts := jsonb_build_object('final', true);
    end if;
  end if;
  if array_position(v_ranks, v_state) <= array_position(v_ranks, p_payment.state) then
    v_state := p_payment.state;
  end if;
  if v_state = p_payment.state and p_payment.facts @> v_facts then
    return;
  end if;
  update public.payments
  set state = v_state, facts = facts || v_facts
  where account_id = p_account_id and id = p_payment.id;
  perform public.note_order_event(
    p_account_id, p_payment.order_id, v_type, p_now, p_payment.id, v_facts,
    p_event_at => (p_command ->> 'at')::timestamptz
  );
end;
$$;
