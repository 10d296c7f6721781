-- Those of the given accounts whose balance somebody holds: they would keep a batch waiting.
--
-- Waits for nobody, and holds what it could get only until its statement ends. (A balance that is not there is
-- nobody's.) To be called once consume_credits_many could not get what it needs.
create or replace function public.held_credit_accounts(p_account_ids uuid[]) returns setof uuid
language sql
volatile
set search_path = ''
as $$
  with free as materialized (
    select account_id from public.credit_balances where account_id = any (p_account_ids) for share skip locked
  )
  select account_id
  from public.credit_balances
  where account_id = any (p_account_ids)
    and not exists (select from free where free.account_id = credit_balances.account_id);
$$;
