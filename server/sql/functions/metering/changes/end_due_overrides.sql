-- Ends overrides that are over, of at most `p_limit` features at a time. Returns the accounts, none when nothing was
-- due, or another node is at it.
create or replace function public.end_due_overrides(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_account_ids uuid[];
begin
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtext('end_due_overrides')) then
    return '{}';
  end if;

  select array_agg(distinct account_id order by account_id)
  into v_account_ids
  from (
    select entitlement.account_id
    from public.account_entitlements as entitlement
    where not public.override_holds(entitlement.override_expires_at, p_now)
      and not exists (
        select
        from public.account_change_failures as failure
        where failure.account_id = entitlement.account_id
          and failure.change = 'override_end'
          and failure.retry_at > p_now
      )
    order by entitlement.override_expires_at
    limit p_limit
  ) as due;
  if v_account_ids is null then
    return '{}';
  end if;
  return public.change_accounts('override_end', v_account_ids, null, p_now);
end;
$$;
