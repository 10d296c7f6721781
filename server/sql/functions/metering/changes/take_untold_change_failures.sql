-- Marks up to p_limit changes that failed at p_attempts attempts or more (see change_accounts) as told, and returns
-- them: the caller tells admins in the same transaction. Callers at the same time get different ones.
create or replace function public.take_untold_change_failures(
  p_attempts int,
  p_limit int,
  p_now timestamptz default clock_timestamp()
)
returns table (account_id uuid, change text, error text, plan_code text, plan_version int)
language sql
volatile
set search_path = ''
as $$
  with untold as (
    select failure.account_id, failure.change, failure.plan_version_id
    from public.account_change_failures as failure
    where failure.told_at is null and failure.attempts >= p_attempts
    order by failure.failed_at
    limit p_limit
    for update skip locked
  )
  update public.account_change_failures as failure
  set told_at = p_now
  from untold
  left join public.plan_versions as version on version.id = untold.plan_version_id
  left join public.plans as plan on plan.id = version.plan_id
  where failure.account_id = untold.account_id and failure.change = untold.change
  returning failure.account_id, failure.change, failure.error, plan.code, version.version;
$$;
