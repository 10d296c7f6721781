-- Which of these accounts wait for a version that is due, in the order of their ids; without those to which it could not
-- be given a moment ago, as they are tried again later.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.due_renewals(p_account_ids uuid[], p_now timestamptz) returns table (account_id uuid)
language sql
stable
as $$
  select held.account_id
  from public.account_plans as held
  where held.account_id = any (p_account_ids)
    and held.next_plan_version_id is not null
    and held.renews_at <= p_now
    and not exists (
      select
      from public.account_change_failures as failure
      where failure.account_id = held.account_id
        and failure.change = 'renewal'
        and failure.plan_version_id = held.next_plan_version_id
        and failure.retry_at > p_now
    )
  order by held.account_id;
$$;
