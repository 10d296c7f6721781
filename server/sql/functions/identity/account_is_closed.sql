-- Whether the account was closed: it is given nothing any more.
-- The caller holds a lock that closing takes as well, where it goes by the answer (require_open_accounts).
create or replace function public.account_is_closed(p_account_id uuid) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select
    from public.accounts
    where id = p_account_id and closed_at is not null
  );
end;
$$;
