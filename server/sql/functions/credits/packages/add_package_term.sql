-- Adds a term where the running one of the package ends, or begins the package anew; returns the term. The allowance
-- that was to end with the package today now ends with the day.
-- The caller holds the balance's lock, and has settled it.
-- Errors: MSINV quantity, an end more than 100 years off.
create or replace function public.add_package_term(
  p_balance public.credit_balances,
  p_version public.package_versions,
  p_source text,
  p_source_id text,
  p_quantity int,
  p_reason text,
  p_actor jsonb,
  p_now timestamptz
) returns public.user_package_terms
language plpgsql
set search_path = ''
as $$
declare
  v_term public.user_package_terms;
begin
  if p_quantity between 1 and 1000 then
    select user_package_id, starts_at, ends_at into v_term.user_package_id, v_term.starts_at, v_term.ends_at
    from public.next_package_term(
      p_balance.account_id, p_version.package_id, p_quantity * p_version.validity_days, p_balance.time_zone, p_now
    );
  end if;
  if v_term.ends_at is null then
    raise exception 'The quantity is not from 1 to 1000, or too much' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "quantity", "message": "From 1 to 1000, for at most 100 years in all"}]}';
  end if;

  if v_term.user_package_id is null then
    v_term.user_package_id := public.uuid_v7(p_now);
    insert into public.user_packages (account_id, id, package_id, starts_at, ends_at, allowance_until)
    values (
      p_balance.account_id, v_term.user_package_id, p_version.package_id, p_now, v_term.ends_at, p_now
    );
  else
    update public.user_packages
    set ends_at = v_term.ends_at
    where account_id = p_balance.account_id and id = v_term.user_package_id;
    perform public.fit_allowance_lot(p_balance.account_id, v_term.user_package_id, p_now);
  end if;

  insert into public.user_package_terms (
    account_id, id, user_package_id, package_version_id, source, source_id, quantity, starts_at, ends_at, created_at,
    reason, actor
  )
  values (
    p_balance.account_id, public.uuid_v7(p_now), v_term.user_package_id, p_version.id, p_source, p_source_id,
    p_quantity, v_term.starts_at, v_term.ends_at, p_now, p_reason, p_actor
  )
  returning * into v_term;
  return v_term;
end;
$$;
