-- Locks an account's balance, waiting for it at most `p_patience`, so that consume_credits_many, called next in the
-- same transaction, finds it free.
--
-- Locks: the balance; the limit stays in force until the transaction ends.
-- Errors: 55P03 when another transaction holds it for longer.
create or replace function public.wait_for_credits(p_account_id uuid, p_patience interval) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_catalog.set_config('lock_timeout', ceil(extract(epoch from p_patience) * 1000)::int::text, true);
  perform from public.credit_balances where account_id = p_account_id for no key update;
end;
$$;
