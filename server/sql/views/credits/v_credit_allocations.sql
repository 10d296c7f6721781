-- Which lot gave or took how much of a line, whether one lot did or several.
create or replace view public.v_credit_allocations as
select account_id, seq, 1 as ordinal, lot_id, amount
from public.credit_transactions
where lot_id is not null
union all
select account_id, seq, ordinal, lot_id, amount
from public.credit_allocations;
