-- When plans give credits next, once all that is due by an instant has been granted; changes nothing. Null for never.
create or replace function public.next_plan_credits(p_account_id uuid, p_now timestamptz) returns timestamptz
language sql
stable
set search_path = ''
as $$
  with begun as (
    select due.plan_version_id, max(due.period_end) as granted_until
    from public.plan_credits_due(p_account_id, p_now) as due
    group by due.plan_version_id
  )
  select min(next.at)
  from public.account_plan_credits as term
  left join begun on begun.plan_version_id = term.plan_version_id
  cross join lateral (
    select greatest(term.starts_at, coalesce(begun.granted_until, term.granted_until)) as at
  ) as next
  where term.account_id = p_account_id and next.at < term.ends_at;
$$;
