-- Writes down which payment a movement of money is, and wakes what waits for it. The caller holds lock_event_money, so
-- nobody has looked for it and not found it since.
create or replace function public.keep_money_object(
  p_provider text,
  p_money_id text,
  p_account_id uuid,
  p_order_id uuid,
  p_payment_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.provider_objects (provider, kind, provider_id, account_id, order_id, payment_id, created_at)
  values (p_provider, 'payment', p_money_id, p_account_id, p_order_id, p_payment_id, p_now)
  on conflict do nothing;
  if found then
    -- One that somebody holds is just being looked at, and will find the money.
    update public.provider_events
    set retry_at = p_now
    where id in (
      select id
      from public.provider_events
      where provider = p_provider and money_id = p_money_id and state = 'orphan'
      for no key update skip locked
    );
  end if;
end;
$$;
