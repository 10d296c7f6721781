-- What a use costs: its amount, or what its action costs now.
-- Errors: MSINV neither or both, or no amount from 1 to 2^53 - 1; MSACT.
create or replace function public.credit_cost(p_amount bigint, p_action text) returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_price bigint;
begin
  if num_nonnulls(p_amount, p_action) <> 1 or p_amount not between 1 and public.counter_limit() then
    raise exception 'Either an amount from 1 to 2^53 - 1, or an action' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "amount", "message": "Give either an amount from 1 to 2^53 - 1, or an action"}]}';
  elsif p_amount is not null then
    return p_amount;
  end if;
  select amount into v_price from public.credit_prices where action = p_action;
  if not found then
    raise exception 'There is no price for %', p_action using errcode = 'MSACT';
  end if;
  return v_price;
end;
$$;
