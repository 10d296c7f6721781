-- A line of an account that took credits for a use.
-- Errors: MSNOF; MSCON it is a line of another type.
create or replace function public.find_credit_use(
  p_account_id uuid,
  p_transaction_id uuid
) returns public.credit_transactions
language plpgsql
stable
set search_path = ''
as $$
declare
  v_line public.credit_transactions;
begin
  -- By the id alone, which says where to look: with the account, all of its lines would be looked through as well.
  with line as materialized (select * from public.credit_transactions where id = p_transaction_id)
  select * into v_line from line where account_id = p_account_id;
  if not found then
    raise exception 'There is no such transaction' using errcode = 'MSNOF';
  elsif v_line.type <> 'consume' then
    raise exception 'Only a use can be returned' using errcode = 'MSCON';
  end if;
  return v_line;
end;
$$;
