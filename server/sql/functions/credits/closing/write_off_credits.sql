-- Ends all credits of an account that is being closed: holds are released, packages and what plans include end now, and
-- what is left is written off by one line of its own type. Nothing comes due any more. Returns what was written off.
-- What is owed stays owed: it is what happened.
-- Errors: MSAUN.
-- Locks: the balance. The caller holds the account.
create or replace function public.write_off_credits(
  p_account_id uuid,
  p_now timestamptz default clock_timestamp()
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_reservation public.credit_reservations;
  v_parts public.credit_part[];
  v_amount bigint;
begin
  perform public.settle_credits(p_account_id, p_now);
  for v_reservation in
    select *
    from public.credit_reservations
    where account_id = p_account_id and status = 'held'
    order by expires_at, id
  loop
    perform public.free_credit_hold(v_reservation, 'released', p_now);
  end loop;

  delete from public.account_plan_credits
  where account_id = p_account_id and starts_at > p_now and granted_until = '-infinity';
  update public.account_plan_credits set ends_at = p_now where account_id = p_account_id and ends_at > p_now;
  update public.user_package_terms
  set ended_at = p_now
  where account_id = p_account_id and ended_at is null and ends_at > p_now;
  update public.user_packages
  set ends_at = greatest(starts_at, p_now)
  where account_id = p_account_id and ends_at > p_now;

  select array_agg(row(id, remaining)::public.credit_part order by priority, expires_at, created_at, id), sum(remaining)
  into v_parts, v_amount
  from public.credit_lots
  where account_id = p_account_id and remaining > 0;
  update public.credit_lots
  set remaining = 0, expired = expired + remaining, expires_at = least(expires_at, p_now)
  where account_id = p_account_id and (remaining > 0 or expires_at > p_now);
  if v_amount > 0 then
    perform public.write_credit_line(p_account_id, 'write_off', v_amount, v_parts, p_now);
  end if;
  perform public.refresh_credit_due(p_account_id);
  return coalesce(v_amount, 0);
end;
$$;
