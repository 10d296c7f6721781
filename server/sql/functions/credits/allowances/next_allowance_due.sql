-- When the next allowance of an account's packages comes due, once those have been given that were due by `p_now`; by
-- '-infinity' none were. Null where none is to come.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.next_allowance_due(p_account_id uuid, p_now timestamptz) returns timestamptz
language sql
stable
as $$
  select min(greatest(package.allowance_until, term.starts_at))
  from (
    select package.id, coalesce(due.next_until, package.allowance_until) as allowance_until
    from public.user_packages as package
    left join public.due_allowances(p_account_id, p_now) as due on due.user_package_id = package.id
    where package.account_id = p_account_id and package.allowance_until < package.ends_at
  ) as package
  join public.user_package_terms as term
    on term.account_id = p_account_id and term.user_package_id = package.id
    and term.ended_at is null and term.ends_at > package.allowance_until
  join public.package_versions as version
    on version.id = term.package_version_id and version.daily_credits is not null;
$$;
