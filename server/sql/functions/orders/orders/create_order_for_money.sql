-- Makes an order for money that came without one: of its sum, without goods. Returns its id.
-- Errors: MSAUN.
create or replace function public.create_order_for_money(
  p_account_id uuid,
  p_is_test boolean,
  p_command jsonb,
  p_actor jsonb,
  p_now timestamptz
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_id constant uuid := public.uuid_v7(p_now);
  v_number constant text := public.new_order_number(p_now);
begin
  if not exists (select from public.accounts where id = p_account_id) then
    raise exception 'There is no such account' using errcode = 'MSAUN';
  end if;
  insert into public.order_numbers (order_number, account_id, order_id) values (v_number, p_account_id, v_id);
  insert into public.orders (
    account_id, id, order_number, currency, amount_minor, is_test, created_at, expires_at, status_actor, status_cause,
    status_at
  )
  values (
    p_account_id, v_id, v_number, p_command ->> 'currency', (p_command ->> 'amountMinor')::bigint,
    coalesce(p_is_test, false), p_now, p_now + public.order_lifetime(), p_actor, 'attached', p_now
  );
  return v_id;
end;
$$;
