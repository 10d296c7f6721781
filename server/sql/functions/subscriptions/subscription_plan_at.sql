-- Which plan version the account's subscriptions give it at an instant, and until when (null: for life): that of the
-- one that runs then, else the default plan's, until the next one begins (null: none is to come).
create or replace function public.subscription_plan_at(
  p_account_id uuid,
  p_at timestamptz,
  out plan_version_id uuid,
  out is_bought boolean,
  out until timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
begin
  select subscription.plan_version_id, nullif(subscription.ends_at, 'infinity')
  into plan_version_id, until
  from public.subscriptions as subscription
  where subscription.account_id = p_account_id
    and subscription.ended_at is null
    and subscription.starts_at <= p_at
    and subscription.ends_at > p_at
  order by subscription.starts_at desc
  limit 1;
  is_bought := found;
  if not is_bought then
    select version.id into plan_version_id
    from public.plans as plan
    join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
    where plan.is_default;
    select min(subscription.starts_at) into until
    from public.subscriptions as subscription
    where subscription.account_id = p_account_id and subscription.ended_at is null and subscription.starts_at > p_at;
  end if;
end;
$$;
