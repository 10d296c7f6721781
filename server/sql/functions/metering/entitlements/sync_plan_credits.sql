-- Tells credits which plan version these accounts have, and which one waits for their renewal, where that matters to
-- them. The caller holds the accounts' locks. Locks: credits, in the order of accounts.
create or replace function public.sync_plan_credits(p_account_ids uuid[], p_now timestamptz) returns void
language plpgsql
set search_path = ''
-- See give_plan_version.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
begin
  perform public.set_plan_credits(
    account_plan.account_id, account_plan.plan_version_id, account_plan.anchor_at,
    case when account_plan.next_plan_version_id is not null then account_plan.renews_at end,
    account_plan.next_plan_version_id, account_plan.next_ends_at, p_now
  )
  from (
    select *
    from public.account_plans
    where account_id = any (p_account_ids)
      and (
        exists (
          select
          from public.plan_credits as included
          where included.plan_version_id in (account_plans.plan_version_id, account_plans.next_plan_version_id)
        )
        or exists (
          select from public.account_plan_credits as term where term.account_id = account_plans.account_id
        )
      )
    order by account_id
  ) as account_plan;
end;
$$;
