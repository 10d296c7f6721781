-- Part of audit_credits: an account has one plan at a time, its lots belong to periods that its plans began, and what
-- plans gave in a period is not more than the greatest of them.
create or replace function public.audit_credit_plans(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with given as (
    select term.account_id, term.interval, lot.period_start, sum(lot.amount) as amount, max(term.amount) as most
    from public.account_plan_credits as term
    join public.credit_lots as lot
      on lot.account_id = term.account_id and lot.source = 'subscription'
      and lot.source_id = term.plan_version_id::text
    where term.account_id between p_from_account_id and p_to_account_id
    group by term.account_id, term.interval, lot.period_start
  )
  select
    'plans give the greatest amount once a period', given.account_id,
    jsonb_build_object('period', given.period_start, 'is', given.amount, 'should be at most', given.most)
  from given
  where given.amount > given.most
  union all
  select
    'plans give in periods that they began', term.account_id,
    jsonb_build_object('plan', term.plan_version_id, 'is', lot.period_start, 'should be at most', term.period_start)
  from public.account_plan_credits as term
  join public.credit_lots as lot
    on lot.account_id = term.account_id and lot.source = 'subscription'
    and lot.source_id = term.plan_version_id::text
  where term.account_id between p_from_account_id and p_to_account_id and lot.period_start > term.period_start
  union all
  select
    'one plan at a time', one.account_id,
    jsonb_build_object('plan', one.plan_version_id, 'beside', other.plan_version_id)
  from public.account_plan_credits as one
  join public.account_plan_credits as other
    on other.account_id = one.account_id and other.plan_version_id > one.plan_version_id
    and greatest(one.starts_at, other.starts_at) < least(one.ends_at, other.ends_at)
  where one.account_id between p_from_account_id and p_to_account_id;
$$;
