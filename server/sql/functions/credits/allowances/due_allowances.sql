-- The packages of an account whose allowance has come due by an instant, and what settling makes of each: a lot of
-- `amount` credits until `expires_at`, and none before `next_until`. Missed days are not made up: only the day of the
-- instant counts. Where the terms that gave an allowance have ended meanwhile, `amount` is null.
create or replace function public.due_allowances(
  p_account_id uuid,
  p_now timestamptz
) returns table (
  user_package_id uuid,
  amount bigint,
  period_start timestamptz,
  expires_at timestamptz,
  next_until timestamptz
)
language sql
stable
set search_path = ''
as $$
  select
    package.id,
    case when term.ends_at > p_now then term.daily_credits end,
    -- Later with each allowance, also where a change of time zone has made a day longer.
    greatest(day.period_start, package.allowance_until),
    least(day.period_end, package.ends_at),
    case when term.ends_at > p_now then day.period_end else term.ends_at end
  from public.user_packages as package
  join public.credit_balances as balance on balance.account_id = package.account_id
  cross join lateral public.usage_period('daily', null, balance.time_zone, p_now) as day
  -- The last that has begun.
  cross join lateral (
    select term.ends_at, version.daily_credits
    from public.user_package_terms as term
    join public.package_versions as version on version.id = term.package_version_id
    where term.account_id = package.account_id
      and term.user_package_id = package.id
      and term.ended_at is null
      and version.daily_credits is not null
      and term.starts_at <= p_now
      and term.ends_at > package.allowance_until
    order by term.starts_at desc
    limit 1
  ) as term
  where package.account_id = p_account_id
    and package.allowance_until <= p_now
    and package.allowance_until < package.ends_at
  order by package.id;
$$;
