-- Moves an account's days to another time zone: the running day, its allowances and their lots go on to the first
-- midnight of the new zone at or after its end. So no zone brings an allowance forward, and hopping from one to another
-- only makes the day longer.
-- Called by change_time_zone, after its other locks.
-- Errors: MSAUN.
-- Locks: the balance.
create or replace function public.move_credit_days(
  p_account_id uuid,
  p_time_zone text,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform public.settle_credits(p_account_id, p_now);
  update public.credit_balances
  set time_zone = p_time_zone
  where account_id = p_account_id and time_zone <> p_time_zone;
  if not found then
    return;
  end if;

  update public.user_packages as package
  set
    allowance_until = public.moved_period_end('daily', null, p_time_zone, package.allowance_until, p_now)
  -- Those that were ended today, too: they may begin anew.
  where package.account_id = p_account_id and package.allowance_until > p_now;
  perform public.fit_allowance_lot(p_account_id, package.id, p_now)
  from public.user_packages as package
  where package.account_id = p_account_id and package.ends_at > p_now;
  perform public.refresh_credit_due(p_account_id);
end;
$$;
