-- How much was taken back of a lot itself, and not of it as a part of the balance (taken_by_amount). Null without a
-- lot. The caller holds the balance's lock.
create or replace function public.revoked_of_lot(p_lot public.credit_lots) returns bigint
language sql
stable
set search_path = ''
as $$
  select p_lot.revoked - public.taken_by_amount(p_lot.account_id, p_lot.id);
$$;
