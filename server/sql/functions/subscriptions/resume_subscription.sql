-- Lets what was taken back of a plan run on to its end, since the money came back: false where it can't, as something
-- else was bought for that time, or the account is closed.
-- Locks: lock_subscriptions.
create or replace function public.resume_subscription(
  p_account_id uuid,
  p_id uuid,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_subscription public.subscriptions;
begin
  perform public.lock_subscriptions(p_account_id, p_now);
  select * into v_subscription from public.subscriptions where account_id = p_account_id and id = p_id;
  if public.account_is_closed(p_account_id) or exists (
    select
    from public.subscriptions as other
    where other.account_id = p_account_id
      and other.id <> p_id
      and other.ended_at is null
      and other.starts_at < v_subscription.ends_at
      and other.ends_at > greatest(v_subscription.starts_at, p_now)
  ) then
    return false;
  end if;
  update public.subscriptions
  set ended_at = null
  where account_id = p_account_id and id = p_id and ended_at is not null;
  if found and v_subscription.ends_at > p_now then
    perform public.follow_subscriptions(
      p_account_id, v_subscription.plan_id, v_subscription.starts_at <= p_now, p_now
    );
  end if;
  return true;
end;
$$;
