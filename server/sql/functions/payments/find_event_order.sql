-- Whose order a command is about: by the movement of money where that is known, else by our reference. Nulls: neither
-- is known, or it is about a subscription.
create or replace function public.find_event_order(
  p_provider text,
  p_command jsonb,
  out account_id uuid,
  out order_id uuid
)
language plpgsql
stable
set search_path = ''
as $$
begin
  select object.account_id, object.order_id into account_id, order_id
  from public.provider_objects as object
  where object.provider = p_provider
    and object.kind = 'payment'
    and object.provider_id = p_command ->> 'providerPaymentId';
  if not found then
    select number.account_id, number.order_id into account_id, order_id
    from public.order_numbers as number
    where number.order_number = left(p_command ->> 'reference', 22) and length(p_command ->> 'reference') = 24;
  end if;
end;
$$;
