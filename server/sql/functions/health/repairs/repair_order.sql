-- Part of repair_health_finding: what mends an order, a payment or an event of a provider. Nothing is made up: what is
-- known is settled again, or applied again, or asked for anew.
-- Errors: MSCON it did not help.
-- Locks: as apply_event, without its patience.
create or replace function public.repair_order(
  p_finding public.health_findings,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_account_id constant uuid := p_finding.account_id;
  v_order_id constant uuid := (p_finding.detail ->> 'order')::uuid;
  v_payment_id constant uuid := (p_finding.detail ->> 'payment')::uuid;
  v_event_id constant uuid := (p_finding.detail ->> 'event')::uuid;
  v_has_helped boolean := true;
begin
  case p_finding.repair
    when 'settle_order' then
      v_has_helped := public.settle_order(v_account_id, v_order_id, p_now);
    when 'end_order' then
      v_has_helped := public.end_order(v_account_id, v_order_id, 'expired', null, p_now) <> 'pending';
    when 'apply_answer' then
      v_has_helped := public.apply_answer(v_account_id, v_payment_id, p_now);
    when 'ask_now' then
      update public.payments
      set next_query_at = p_now
      where account_id = v_account_id and id = v_payment_id and next_query_at is not null;
    when 'replay_event' then
      -- What its provider has to be asked about is asked by the pump, within seconds.
      v_has_helped := public.replay_event(v_event_id, null, p_now) in ('applied', 'ignored')
        or exists (select from public.provider_events where id = v_event_id and commands is null);
  end case;
  if not v_has_helped then
    raise exception 'The repair did not help, so nothing was changed' using errcode = 'MSCON';
  end if;
end;
$$;
