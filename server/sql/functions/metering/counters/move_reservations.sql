-- Moves reservations from some counters of an account and feature to the one that goes on in their place, if it exists.
-- The caller holds the locks of all of them.
create or replace function public.move_reservations(
  p_account_id uuid,
  p_feature_code text,
  p_from timestamptz[],
  p_to timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_moved bigint;
begin
  with moved as (
    update public.usage_reservations
    set period_start = p_to
    where account_id = p_account_id
      and feature_code = p_feature_code
      and period_start = any (p_from)
      and status = 'held'
      and exists (
        select
        from public.user_usage
        where account_id = p_account_id and feature_code = p_feature_code and period_start = p_to
      )
    returning amount
  )
  select sum(amount) into v_moved from moved;

  if v_moved > 0 then
    update public.user_usage
    set
      reserved = case when period_start = p_to then reserved + v_moved else 0 end,
      version = public.next_version(version, v_clock)
    where account_id = p_account_id
      and feature_code = p_feature_code
      and (period_start = p_to or period_start = any (p_from));
  end if;
end;
$$;
