-- The packages of an account whose allowance has come due by an instant, and what settling makes of each: a lot of
-- `amount` credits until `expires_at`, and none before `next_until`. Missed days are not made up: only the day of the
-- instant counts. Where the terms that gave an allowance have ended meanwhile, `amount` is null.
-- A package that was ended before its time and given anew within the same day goes on with that day: it gives what
-- goes beyond what the day has given already, of which that counts as not given which has expired with the former one.
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
    case when term.ends_at > p_now and term.daily_credits > former.given then term.daily_credits - former.given end,
    -- Later with each allowance, also where a change of time zone has made a day longer.
    greatest(day.period_start, package.allowance_until),
    least(greatest(day.period_end, former.allowance_until), package.ends_at),
    case when term.ends_at > p_now then greatest(day.period_end, former.allowance_until) else term.ends_at end
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
  cross join lateral (
    select max(ended.allowance_until) as allowance_until, coalesce(sum(lot.amount - lot.expired), 0)::bigint as given
    from public.user_packages as ended
    left join public.credit_lots as lot
      on lot.account_id = ended.account_id and lot.source = 'daily' and lot.source_id = ended.id::text
      -- Its last one: those of the days before ended earlier.
      and lot.expires_at = ended.ends_at
    where ended.account_id = package.account_id
      and ended.package_id = package.package_id
      and ended.ends_at <= p_now
      and ended.allowance_until > p_now
      and exists (
        select
        from public.user_package_terms as cut
        where cut.account_id = ended.account_id and cut.user_package_id = ended.id and cut.ended_at = ended.ends_at
      )
  ) as former
  where package.account_id = p_account_id
    and package.allowance_until <= p_now
    and package.allowance_until < package.ends_at
  order by package.id;
$$;
