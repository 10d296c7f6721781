-- Whether a plan for life that the account bought runs: no other one can begin.
create or replace function public.runs_for_life(p_account_id uuid) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select
    from public.subscriptions
    where account_id = p_account_id and ended_at is null and ends_at = 'infinity'
  );
end;
$$;
