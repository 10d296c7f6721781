-- Takes back what was bought of a plan: it ends now, or never begins. Others keep their time. Ending it again changes
-- nothing.
-- Errors: MSNOF.
-- Locks: lock_subscriptions.
create or replace function public.end_subscription(
  p_account_id uuid,
  p_id uuid,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_subscription public.subscriptions;
begin
  perform public.lock_subscriptions(p_account_id, p_now);
  select * into v_subscription from public.subscriptions where account_id = p_account_id and id = p_id;
  if not found then
    raise exception 'There is no such subscription' using errcode = 'MSNOF';
  end if;
  update public.subscriptions
  set ended_at = p_now
  where account_id = p_account_id and id = p_id and ended_at is null;
  if found and v_subscription.ends_at > p_now then
    perform public.follow_subscriptions(p_account_id, v_subscription.plan_id, false, p_now);
  end if;
end;
$$;
