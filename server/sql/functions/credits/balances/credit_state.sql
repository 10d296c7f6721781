-- Where an account stands at an instant, as settling would leave it; changes nothing. Null where there is no such
-- account. `valid_until` says how long this may be believed without asking again, if nobody writes: later states have
-- greater versions.
create or replace function public.credit_state(
  p_account_id uuid,
  p_now timestamptz default clock_timestamp(),
  out available bigint,
  out held bigint,
  out debt bigint,
  out valid_until timestamptz,
  out version bigint
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_balance public.credit_balances;
begin
  select * into v_balance from public.credit_balances where account_id = p_account_id;
  available := v_balance.balance - v_balance.held;
  held := v_balance.held;
  debt := v_balance.debt;
  valid_until := v_balance.due_at;
  version := v_balance.version;
  if v_balance.due_at > p_now or v_balance.account_id is null then
    return;
  end if;

  select
    coalesce(sum(lot.remaining - lot.held), 0),
    coalesce(sum(lot.held), 0),
    coalesce(sum(lot.owed), 0),
    coalesce(min(lot.expires_at) filter (where lot.remaining > lot.held), 'infinity')
  into available, held, debt, valid_until
  from public.credit_lots_at(p_account_id, p_now) as lot;
  valid_until := least(
    valid_until,
    public.next_allowance_due(p_account_id, p_now),
    (
      select min(expires_at)
      from public.credit_reservations
      where account_id = p_account_id and status = 'held' and expires_at > p_now
    ),
    public.next_plan_credits(p_account_id, p_now)
  );
end;
$$;
