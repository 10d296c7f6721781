-- Merges the commands of an event into their order, then settles it: what came of that, and why. The caller holds the
-- event.
-- Locks: the money that is named, the order; then as settle_order.
create or replace function public.apply_commands(
  p_event public.provider_events,
  p_commands jsonb,
  p_now timestamptz,
  out state text,
  out reason text
)
language plpgsql
set search_path = ''
as $$
declare
  v_account_id uuid;
  v_order_id uuid;
  v_orders int;
  v_command jsonb;
  v_outcome record;
  v_outcomes text[] := '{}';
begin
  perform public.lock_event_money(p_event.provider, p_commands);
  select count(distinct target.order_id), min(target.account_id::text)::uuid, min(target.order_id::text)::uuid
  into v_orders, v_account_id, v_order_id
  from jsonb_array_elements(p_commands) as listed (command)
  cross join lateral public.find_event_order(p_event.provider, command) as target;
  if v_orders > 1 then
    state := 'mismatch';
    reason := 'several_orders';
    return;
  elsif v_orders = 0 then
    select
      case when bool_or(command ->> 'type' not like 'subscription\_%') then 'orphan' else 'ignored' end
    into state
    from jsonb_array_elements(p_commands) as listed (command);
    reason := case state when 'orphan' then 'unknown_payment' end;
    return;
  end if;

  perform public.lock_order(v_account_id, v_order_id);
  for v_command in
    select command
    from jsonb_array_elements(p_commands) with ordinality as listed (command, position)
    -- What is told of money comes after the money.
    order by command ->> 'type' in ('refund_changed', 'dispute_changed'), position
  loop
    select * into v_outcome
    from public.merge_command(v_account_id, v_order_id, p_event, v_command, p_now);
    v_outcomes := v_outcomes || v_outcome.outcome;
    reason := coalesce(reason, v_outcome.reason);
  end loop;
  if 'applied' = any (v_outcomes) and not public.settle_order(v_account_id, v_order_id, p_now) then
    v_outcomes := v_outcomes || 'failed'::text;
    reason := coalesce(reason, 'goods_due');
  end if;
  select outcome into state
  from unnest(array['mismatch', 'failed', 'orphan', 'applied']) with ordinality as ranked (outcome, rank)
  where outcome = any (v_outcomes)
  order by rank
  limit 1;
  state := coalesce(state, 'ignored');
  if state = 'applied' then
    reason := null;
  end if;
end;
$$;
