-- What the version that an account waits for offers of a feature, null where it lacks it, and from when on; no row
-- where none takes effect by that instant.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.waiting_offer(p_account_id uuid, p_feature_code text, p_at timestamptz)
returns table (quota bigint, renews_at timestamptz)
language sql
stable
as $$
  select offer.quota, account_plan.renews_at
  from public.account_plans as account_plan
  left join public.plan_features as offer
    on offer.plan_version_id = account_plan.next_plan_version_id and offer.feature_code = p_feature_code
  where account_plan.account_id = p_account_id
    and account_plan.next_plan_version_id is not null
    and account_plan.renews_at <= p_at;
$$;
