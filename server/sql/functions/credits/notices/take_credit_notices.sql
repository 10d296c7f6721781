-- Notes that up to `p_limit` lots and packages end in 7, 3 or 1 days, and returns what was not noted before: each once,
-- so whoever takes a notice tells it in the same transaction. Where several are due, only the last is told, and none of
-- what was that near its end from the beginning.
-- A package is told by its last term, with the credits of that; allowances, which end each day, are not told.
create or replace function public.take_credit_notices(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns setof public.credit_notices
language sql
volatile
set search_path = ''
as $$
  with ending as (
    select
      term.account_id, 'package' as kind, term.id as ref_id, package.package_id,
      coalesce(lot.remaining - lot.held, 0) as amount, term.created_at, package.ends_at
    from public.user_packages as package
    join public.user_package_terms as term
      on term.account_id = package.account_id and term.user_package_id = package.id
      and term.ended_at is null and term.ends_at = package.ends_at
    left join public.credit_lots as lot
      on lot.account_id = term.account_id and lot.source = term.source and lot.source_id = term.source_id
      and lot.period_start = '-infinity'
    where package.ends_at > p_now and package.ends_at <= p_now + interval '7 days'
    union all
    select lot.account_id, 'lot', lot.id, null, lot.remaining - lot.held, lot.created_at,
      lot.expires_at
    from public.credit_lots as lot
    where lot.is_open
      and lot.source <> 'daily'
      and lot.expires_at < 'infinity'
      and lot.expires_at > p_now
      and lot.expires_at <= p_now + interval '7 days'
      and not exists (
        select
        from public.user_package_terms as term
        join public.user_packages as package
          on package.account_id = term.account_id and package.id = term.user_package_id
          and package.ends_at = term.ends_at
        where term.account_id = lot.account_id
          and term.source = lot.source
          and term.source_id = lot.source_id
          and term.ended_at is null
      )
  ),
  due as (
    select
      ending.*,
      case
        when ending.ends_at <= p_now + interval '1 day' then 1
        when ending.ends_at <= p_now + interval '3 days' then 3
        else 7
      end as days
    from ending
  )
  insert into public.credit_notices (account_id, kind, ref_id, days, package_id, amount, ends_at, created_at)
  select due.account_id, due.kind, due.ref_id, due.days, due.package_id, due.amount, due.ends_at, p_now
  from due
  where due.created_at < due.ends_at - make_interval(days => due.days)
    and not exists (
      select
      from public.credit_notices as notice
      where notice.account_id = due.account_id
        and notice.kind = due.kind
        and notice.ref_id = due.ref_id
        and notice.days = due.days
    )
  order by due.ends_at
  limit p_limit
  on conflict (account_id, kind, ref_id, days) do nothing
  returning *;
$$;
