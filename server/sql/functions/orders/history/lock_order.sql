-- Locks an order; all of its rows are changed under this lock. Whoever has waited for it reads in a new statement,
-- since the locking one's snapshot is older than the lock. Who holds an account never asks for it.
-- Errors: MSNOF.
create or replace function public.lock_order(p_account_id uuid, p_order_id uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.orders where account_id = p_account_id and id = p_order_id for no key update;
  if not found then
    raise exception 'There is no such order' using errcode = 'MSNOF';
  end if;
end;
$$;
