-- Why credits can't pay for an amount that the quota does not have left, null where they can (see judge_state_overage).
create or replace function public.check_overage(
  p_account_id uuid,
  p_state public.quota_state,
  p_amount bigint,
  p_now timestamptz
) returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return (public.judge_state_overage(p_account_id, p_state, p_amount, p_now)).code;
end;
$$;
