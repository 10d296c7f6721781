-- Refuses an amount that is more than what is available.
-- Errors: MSICR with `balance` (available) and `required`.
create or replace function public.require_credits(
  p_balance public.credit_balances,
  p_amount bigint
) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_amount > p_balance.balance - p_balance.held then
    raise exception 'It takes % credit%, and % can be spent',
      p_amount, case when p_amount = 1 then '' else 's' end, p_balance.balance - p_balance.held using
      errcode = 'MSICR',
      detail = jsonb_build_object(
        'balance', p_balance.balance - p_balance.held, 'required', p_amount
      )::text;
  end if;
end;
$$;
