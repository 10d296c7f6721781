-- Which of these accounts wait for a version that is due, in the order of their ids; without those to which giving it
-- failed a moment ago, as they are tried again later. Those that were only held then, however often, have not failed:
-- what they wait for holds from its instant on.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.due_renewals(p_account_ids uuid[], p_now timestamptz) returns table (account_id uuid)
language sql
stable
as $$
  select account_plan.account_id
  from public.account_plans as account_plan
  where account_plan.account_id = any (p_account_ids)
    and account_plan.next_plan_version_id is not null
    and account_plan.renews_at <= p_now
    and not exists (
      select
      from public.account_change_failures as failure
      where failure.account_id = account_plan.account_id
        and failure.change = 'renewal'
        and failure.plan_version_id = account_plan.next_plan_version_id
        and not failure.was_held
        and failure.retry_at > p_now
    )
  order by account_plan.account_id;
$$;
