-- How much of a lot was taken by amount: an admin took so many credits of the balance, whichever lots they were in, so
-- the lines of that name no lot as the one that they are about (against_lot_id). It is part of the lot's `revoked`, but
-- not of what was taken back of the lot itself.
-- The caller holds the balance's lock.
create or replace function public.taken_by_amount(p_account_id uuid, p_lot_id uuid) returns bigint
language sql
stable
set search_path = ''
as $$
  select coalesce(sum(coalesce(part.amount, line.amount)), 0)::bigint
  from public.credit_transactions as line
  left join public.credit_allocations as part
    on part.account_id = line.account_id and part.seq = line.seq and part.lot_id = p_lot_id
  where line.account_id = p_account_id
    and line.type = 'revoke'
    and line.against_lot_id is null
    and (line.lot_id = p_lot_id or part.lot_id = p_lot_id);
$$;
