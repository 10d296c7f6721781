-- Where one more term of a package lies that comes now: after the terms that the account has of it, or from now on. So
-- many days long, by the calendar of the account's credits. Given by add_package_term, and told before it is bought.
-- `user_package_id` is the package that runs, null for none; `ends_at` is null past 100 years, which nobody is given.
create or replace function public.next_package_term(
  p_account_id uuid,
  p_package_id uuid,
  p_days int,
  p_time_zone text,
  p_now timestamptz,
  out user_package_id uuid,
  out starts_at timestamptz,
  out ends_at timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
begin
  select running.id, running.ends_at into user_package_id, starts_at
  from public.user_packages as running
  where running.account_id = p_account_id and running.package_id = p_package_id and running.ends_at > p_now;
  starts_at := coalesce(starts_at, p_now);
  ends_at := public.package_term_end(starts_at, p_days, p_time_zone);
  if ends_at > p_now + interval '100 years' then
    ends_at := null;
  end if;
end;
$$;
