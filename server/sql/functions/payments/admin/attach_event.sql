-- Lets an admin say whose the money of an event is, where that could not be told or was not what was asked for: it
-- becomes a payment of that order, then the order is settled. Without an order one is made that holds the money and has
-- no goods, so that every sum has an order. Money that is known already stays where it is. Returns the event's state.
-- Errors: MSNOF; MSCON the event brings no money, needs nobody any more, or is of another currency or mode than the
-- order; MSAUN.
-- Locks: as apply_event.
create or replace function public.attach_event(
  p_event_id uuid,
  p_account_id uuid,
  p_order_id uuid default null,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp()
) returns text
language plpgsql
set search_path = ''
as $$
declare
  v_event public.provider_events;
  v_command jsonb;
  v_order_id uuid := p_order_id;
  v_payment public.payments;
  v_payment_id uuid;
begin
  select * into v_event from public.provider_events where id = p_event_id for no key update;
  if not found then
    raise exception 'There is no such event' using errcode = 'MSNOF';
  elsif v_event.state = 'applied' then
    return v_event.state;
  end if;
  select command into v_command
  from jsonb_array_elements(v_event.commands) as listed (command)
  where command ->> 'type' = 'payment_succeeded'
  limit 1;
  if v_event.state not in ('orphan', 'mismatch', 'dead', 'dismissed') or v_command is null
    or public.event_is_foreign(v_event.reason)
  then
    raise exception 'The event brings no money that could be attached' using errcode = 'MSCON';
  end if;

  perform public.lock_event_money(v_event.provider, jsonb_build_array(v_command));
  if not exists (
    select
    from public.provider_objects
    where provider = v_event.provider and kind = 'payment' and provider_id = v_command ->> 'providerPaymentId'
  ) then
    if v_order_id is null then
      v_order_id := public.create_order_for_money(p_account_id, v_event.is_test, v_command, p_actor, p_now);
    end if;
    perform public.lock_order(p_account_id, v_order_id);
    if not exists (
      select
      from public.orders
      where account_id = p_account_id
        and id = v_order_id
        and currency = v_command ->> 'currency'
        and is_test = coalesce(v_event.is_test, false)
    ) then
      raise exception 'The money is of another currency or mode than the order' using errcode = 'MSCON';
    end if;
    v_payment.provider := v_event.provider;
    v_payment.is_test := coalesce(v_event.is_test, false);
    v_payment.reference := coalesce(v_command ->> 'reference', '');
    v_payment_id := public.add_received_payment(p_account_id, v_order_id, v_payment, v_command, p_now);
    perform public.keep_money_object(
      v_event.provider, v_command ->> 'providerPaymentId', p_account_id, v_order_id, v_payment_id, p_now
    );
    perform public.note_order_event(
      p_account_id, v_order_id, 'payment_attached', p_now, v_payment_id, jsonb_build_object('eventId', p_event_id),
      p_actor
    );
    perform public.settle_order(p_account_id, v_order_id, p_now);
  end if;
  update public.provider_events
  set state = 'applied', reason = 'attached', error = null, handled_at = p_now
  where id = p_event_id;
  return 'applied';
end;
$$;
