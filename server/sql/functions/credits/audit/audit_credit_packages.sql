-- Part of audit_credits: packages are terms without gap or overlap, credits end with their term, and each day has one
-- allowance.
create or replace function public.audit_credit_packages(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with package as (
    select
      package.*,
      lag(package.ends_at) over (
        partition by package.account_id, package.package_id order by package.starts_at, package.ends_at
      ) as former_end
    from public.user_packages as package
    where package.account_id between p_from_account_id and p_to_account_id
  ),
  -- As they ran; one that was ended before its beginning never did.
  term as (
    select
      term.*, least(term.ends_at, term.ended_at) as ran_until,
      lag(least(term.ends_at, term.ended_at)) over (
        partition by term.account_id, term.user_package_id order by term.starts_at, term.ends_at
      ) as former_end
    from public.user_package_terms as term
    where term.account_id between p_from_account_id and p_to_account_id
      and coalesce(term.ended_at, 'infinity') > term.starts_at
  ),
  last_term as (
    select term.account_id, term.user_package_id as id, max(term.ran_until) as ends_at
    from term
    group by term.account_id, term.user_package_id
  ),
  allowance as (
    select
      lot.account_id, lot.id, lot.period_start, lot.expires_at, package.allowance_until, package.ends_at,
      lag(lot.expires_at) over (partition by lot.account_id, lot.source_id order by lot.period_start) as former_end
    from public.credit_lots as lot
    join package on package.account_id = lot.account_id and package.id::text = lot.source_id
    where lot.account_id between p_from_account_id and p_to_account_id and lot.source = 'daily'
  )
  select
    'one package of a kind at a time', package.account_id,
    jsonb_build_object('package', package.id, 'is', package.starts_at, 'should be at least', package.former_end)
  from package
  where package.starts_at < package.former_end
  union all
  select
    'a term begins where the last one ended', term.account_id,
    jsonb_build_object(
      'term', term.id, 'is', term.starts_at, 'should be', coalesce(term.former_end, package.starts_at)
    )
  from term
  join package on package.account_id = term.account_id and package.id = term.user_package_id
  where term.starts_at <> coalesce(term.former_end, package.starts_at)
  union all
  select
    'a package ends with its last term', package.account_id,
    jsonb_build_object('package', package.id, 'is', package.ends_at, 'should be', last_term.ends_at)
  from package
  left join last_term on last_term.account_id = package.account_id and last_term.id = package.id
  where package.ends_at <> coalesce(last_term.ends_at, package.starts_at)
  union all
  select
    'credits end with their term', term.account_id,
    jsonb_build_object('term', term.id, 'is', lot.expires_at, 'should be', term.ends_at)
  from term
  join public.package_versions as version on version.id = term.package_version_id
  left join public.credit_lots as lot
    on lot.account_id = term.account_id and lot.source = term.source and lot.source_id = term.source_id
    and lot.period_start = '-infinity'
  where term.ended_at is null
    and (lot.amount, lot.expires_at) is distinct from
      (nullif(term.quantity * version.credits, 0), case when version.credits > 0 then term.ends_at end)
  union all
  select
    'one allowance a day', allowance.account_id,
    jsonb_build_object('lot', allowance.id, 'is', allowance.period_start, 'should be at least', allowance.former_end)
  from allowance
  where allowance.period_start < allowance.former_end
  union all
  select
    'an allowance ends with its day or its package', allowance.account_id,
    jsonb_build_object(
      'lot', allowance.id, 'is', allowance.expires_at,
      'should be at most', least(allowance.allowance_until, allowance.ends_at)
    )
  from allowance
  where allowance.expires_at > least(allowance.allowance_until, allowance.ends_at)
  union all
  select
    'days are those of the account', balance.account_id,
    jsonb_build_object('is', balance.time_zone, 'should be', account.time_zone)
  from public.credit_balances as balance
  join public.accounts as account on account.id = balance.account_id
  where balance.account_id between p_from_account_id and p_to_account_id and balance.time_zone <> account.time_zone;
$$;
