-- The accounts from one id to another; null means from the first id there can be, or to the last.
create or replace function public.account_range(
  p_from_account_id uuid,
  p_to_account_id uuid,
  out first uuid,
  out last uuid
)
language sql
immutable
parallel safe
set search_path = ''
as $$
  select
    coalesce(p_from_account_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(p_to_account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
$$;
