-- Lets the allowance that a package gave for the running day last as long as both the day and the package do, after
-- one of these has changed. The caller holds the balance's lock, and refreshes what is due.
create or replace function public.fit_allowance_lot(
  p_account_id uuid,
  p_user_package_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_package public.user_packages;
begin
  select * into v_package from public.user_packages where account_id = p_account_id and id = p_user_package_id;
  update public.credit_lots
  set expires_at = least(v_package.allowance_until, v_package.ends_at)
  where account_id = p_account_id
    and id = (
      select id
      from public.credit_lots
      where account_id = p_account_id and source = 'daily' and source_id = p_user_package_id::text
      order by period_start desc
      limit 1
    )
    and expires_at > p_now
    and v_package.allowance_until > p_now;
end;
$$;
