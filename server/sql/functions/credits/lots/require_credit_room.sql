-- Refuses an amount that is none, or that the balance can't hold on top of what it has.
-- Errors: MSINV.
create or replace function public.require_credit_room(
  p_balance public.credit_balances,
  p_amount bigint
) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_amount is null or p_amount not between 1 and public.counter_limit() then
    raise exception 'The amount is not from 1 to 2^53 - 1' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "amount", "message": "It must be a whole number from 1 to 2^53 - 1"}]}';
  elsif p_balance.balance + p_amount > public.counter_limit() then
    raise exception 'The balance can''t hold that much' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "amount", "message": "The balance would pass 2^53 - 1", "code": "balance_full"}]}';
  end if;
end;
$$;
