-- Lets the days of a term that was taken back (end_package) run on to their end, since the money came back: false where
-- they can't, as other terms of the package have taken their place since, their end is past, or the account is closed.
-- What the term gave of credits is not given here (reinstate_credits); the running day has its allowance from the next
-- day on, if what it had has ended. Resuming a term that runs changes nothing.
-- Errors: MSAUN; MSNOF.
-- Locks: the balance.
create or replace function public.resume_package(
  p_account_id uuid,
  p_term_id uuid,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_term public.user_package_terms;
  v_package public.user_packages;
begin
  perform public.settle_credits(p_account_id, p_now);
  select * into v_term from public.user_package_terms where account_id = p_account_id and id = p_term_id;
  if not found then
    raise exception 'There is no such term' using errcode = 'MSNOF';
  elsif v_term.ended_at is null then
    return true;
  end if;
  select * into v_package from public.user_packages where account_id = p_account_id and id = v_term.user_package_id;
  if v_term.ends_at <= p_now
    or public.account_is_closed(p_account_id)
    or v_package.ends_at <> greatest(v_term.starts_at, v_term.ended_at)
    or exists (
      select
      from public.user_packages as newer
      where newer.account_id = p_account_id
        and newer.package_id = v_package.package_id
        and newer.starts_at >= v_package.ends_at
        and newer.id <> v_package.id
    )
  then
    return false;
  end if;

  update public.user_package_terms set ended_at = null where account_id = p_account_id and id = p_term_id;
  update public.user_packages set ends_at = v_term.ends_at where account_id = p_account_id and id = v_package.id;
  perform public.fit_allowance_lot(p_account_id, v_package.id, p_now);
  perform public.grant_due_allowances(p_account_id, p_now);
  perform public.refresh_credit_due(p_account_id);
  return true;
end;
$$;
