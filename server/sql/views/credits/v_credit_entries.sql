-- The ledger as entries of two sides: what leaves one enters the other, so that all entries add up to nothing.
create or replace view public.v_credit_entries as
select line.account_id, line.seq, line.id, line.created_at, line.type, entry.side, entry.amount
from public.credit_transactions as line
cross join lateral public.credit_sides(line.type) as sides
cross join lateral (
  values (sides.from_side, -line.amount), (sides.to_side, line.amount)
) as entry(side, amount);
