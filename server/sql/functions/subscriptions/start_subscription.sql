-- Begins what was bought of a plan, once for each source id; returns the subscription. It runs from now, or from the
-- end of what was bought before, to the end of its interval by the account's calendar; then the default plan holds.
-- Errors: MSCON the account has a plan for life; MSCLO.
-- Locks: lock_subscriptions.
create or replace function public.start_subscription(
  p_account_id uuid,
  p_plan_version_id uuid,
  p_interval text,
  p_source_id text,
  p_now timestamptz default clock_timestamp()
) returns public.subscriptions
language plpgsql
set search_path = ''
as $$
declare
  v_subscription public.subscriptions;
  v_last_end timestamptz;
  v_time_zone text;
begin
  perform public.lock_subscriptions(p_account_id, p_now);
  select * into v_subscription
  from public.subscriptions
  where account_id = p_account_id and source = 'purchase' and source_id = p_source_id;
  if found then
    return v_subscription;
  end if;
  perform public.require_open_accounts(array[p_account_id]);

  select max(ends_at) into v_last_end
  from public.subscriptions
  where account_id = p_account_id and ended_at is null and ends_at > p_now;
  if v_last_end = 'infinity' then
    raise exception 'The account has a plan for life' using errcode = 'MSCON';
  end if;
  select time_zone into v_time_zone from public.accounts where id = p_account_id;

  insert into public.subscriptions (
    account_id, id, plan_id, plan_version_id, interval, source, source_id, starts_at, ends_at, created_at
  )
  select
    p_account_id, public.uuid_v7(p_now), version.plan_id, version.id, p_interval, 'purchase', p_source_id, begins.at,
    case p_interval
      when 'lifetime' then 'infinity'
      else ((begins.at at time zone v_time_zone) + ('1 ' || p_interval)::interval) at time zone v_time_zone
    end,
    p_now
  from public.plan_versions as version
  cross join (select coalesce(v_last_end, p_now) as at) as begins
  where version.id = p_plan_version_id
  returning * into v_subscription;

  perform public.follow_subscriptions(
    p_account_id, v_subscription.plan_id, v_subscription.starts_at <= p_now, p_now
  );
  return v_subscription;
end;
$$;
