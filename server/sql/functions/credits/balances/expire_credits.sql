-- The sweeper: settles up to `p_limit` accounts for which something is due, those that have waited longest first, and
-- returns them. Accounts that somebody holds are left for another time: whoever holds them settles them as well.
-- Waits for nobody, so it may take locks in any order. One that can't be settled, whatever is wrong with it, holds up
-- no other: it is told as a warning, and tried again the next time.
create or replace function public.expire_credits(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns setof uuid
language plpgsql
set search_path = ''
as $$
declare
  v_account_id uuid;
begin
  for v_account_id in
    select account_id
    from public.credit_balances
    where due_at <= p_now and due_at < 'infinity'
    order by due_at
    limit p_limit
    for no key update skip locked
  loop
    begin
      perform public.settle_credits(v_account_id, p_now);
      return next v_account_id;
    exception
      when others then
        raise warning 'the credits of account % could not be settled: %', v_account_id, sqlerrm;
    end;
  end loop;
end;
$$;
