-- An account whose plan was bought waits for what follows it: so the end of what was paid for takes effect at its
-- instant, like any renewal (docs/adr/0027-renewals-at-their-instant.md). Until then the version that was bought stays;
-- a version that is published for the renewal comes to those who have the plan without an end.
create or replace function public.tg_account_plans__follow_subscriptions() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_at timestamptz := new.updated_at;
  v_now record;
  v_next record;
  v_plan_id uuid;
  v_until timestamptz;
begin
  new.next_ends_at := null;
  -- Nothing was bought, so that nothing follows: of most accounts there is no more to ask.
  if not exists (
    select from public.subscriptions where account_id = new.account_id and ended_at is null
  ) then
    return new;
  end if;

  -- What was waited for has come, maybe long after its instant.
  if tg_op = 'UPDATE' and old.next_plan_version_id = new.plan_version_id and old.renews_at <= v_at then
    v_at := old.renews_at;
  end if;
  select * into v_now from public.subscription_plan_at(new.account_id, v_at);
  select plan_id into v_plan_id from public.plan_versions where id = v_now.plan_version_id;
  v_until := v_now.until;
  if v_now.is_bought and v_plan_id <> new.plan_id then
    -- What an admin has given instead stays, but for what was bought since.
    select min(subscription.starts_at) into v_until
    from public.subscriptions as subscription
    where subscription.account_id = new.account_id
      and subscription.ended_at is null
      and subscription.starts_at > v_at
      and subscription.created_at > new.started_at;
  end if;
  -- Without an end nothing follows.
  if v_until is null then
    return new;
  end if;
  select * into v_next from public.subscription_plan_at(new.account_id, v_until);
  new.next_plan_version_id := v_next.plan_version_id;
  new.renews_at := v_until;
  new.next_ends_at := v_next.until;
  return new;
end;
$$;

create or replace trigger _100_follow_subscriptions before insert or update on public.account_plans
for each row execute function public.tg_account_plans__follow_subscriptions();
