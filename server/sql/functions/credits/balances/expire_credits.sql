-- The sweeper: looks at the next `p_limit` accounts for which something is due, those that have waited longest first,
-- and settles them. A turn begins with nulls as its place and goes on behind the last account that was looked at, until
-- fewer than `p_limit` are left: so it passes over all of them once, whatever becomes of each. The place has no
-- default, as whoever leaves it out would look at the first ones again and again.
-- Accounts that somebody holds are left for another turn: whoever holds them settles them as well. Waits for nobody, so
-- it may take locks in any order.
-- One that can't be settled, whatever is wrong with it, undoes nothing of the others, and is told as a warning. It is
-- settled by whoever touches it, and the health check tells all that wait.
create or replace function public.expire_credits(
  p_limit int,
  p_after_due_at timestamptz,
  p_after_account_id uuid,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, due_at timestamptz, is_settled boolean)
language plpgsql
set search_path = ''
as $$
begin
  for account_id, due_at in
    select balance.account_id, balance.due_at
    from public.credit_balances as balance
    where (balance.due_at, balance.account_id) > (
      coalesce(p_after_due_at, '-infinity'), coalesce(p_after_account_id, '00000000-0000-0000-0000-000000000000')
    )
      and balance.due_at <= p_now
      and balance.due_at < 'infinity'
    order by balance.due_at, balance.account_id
    limit p_limit
  loop
    perform
    from public.credit_balances as balance
    where balance.account_id = expire_credits.account_id
    for no key update skip locked;
    is_settled := found;
    if is_settled then
      begin
        perform public.settle_credits(account_id, p_now);
      exception
        when others then
          is_settled := false;
          raise warning 'the credits of account % could not be settled: %', account_id, sqlerrm;
      end;
    end if;
    return next;
  end loop;
end;
$$;
