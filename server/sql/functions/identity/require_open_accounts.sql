-- Refuses to give anything to an account that was closed. The caller holds a lock that closing takes as well (the
-- account, a counter, the balance), so that it stays open, and calls this after it.
-- Errors: MSCLO.
create or replace function public.require_open_accounts(p_account_ids uuid[]) returns void
language plpgsql
stable
set search_path = ''
-- A plan kept from when there were few accounts must not read all of them.
set enable_seqscan = off
as $$
begin
  if exists (select from public.accounts where id = any (p_account_ids) and closed_at is not null) then
    raise exception 'The account is closed' using errcode = 'MSCLO';
  end if;
end;
$$;
