-- Part of audit_credits: each balance is the sum of its lots, of its holds, and what its last line says.
create or replace function public.audit_credit_balances(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with lots as (
    select lot.account_id, sum(lot.remaining) as remaining, sum(lot.held) as held, sum(lot.owed) as owed
    from public.credit_lots as lot
    where lot.account_id between p_from_account_id and p_to_account_id
    group by lot.account_id
  ),
  holds as (
    select reservation.account_id, sum(reservation.amount) as amount
    from public.credit_reservations as reservation
    where reservation.account_id between p_from_account_id and p_to_account_id and reservation.status = 'held'
    group by reservation.account_id
  ),
  debts as (
    select
      line.account_id,
      sum(case when line.type = 'debt' then line.amount else -line.amount end) as amount
    from public.credit_transactions as line
    where line.account_id between p_from_account_id and p_to_account_id
      and line.type in ('debt', 'debt_repaid', 'debt_waived')
    group by line.account_id
  )
  select failed.rule, balance.account_id, jsonb_build_object('is', failed.found, 'should be', failed.expected)
  from public.credit_balances as balance
  left join lots using (account_id)
  left join holds using (account_id)
  left join debts using (account_id)
  left join lateral (
    select line.seq, line.balance_after
    from public.credit_transactions as line
    where line.account_id = balance.account_id
    order by line.seq desc
    limit 1
  ) as last on true
  cross join lateral (
    values
      ('balance = sum of lots', balance.balance::text, coalesce(lots.remaining, 0)::text),
      ('balance = last line', balance.balance::text, coalesce(last.balance_after, 0)::text),
      ('last_seq = last line', balance.last_seq::text, coalesce(last.seq, 0)::text),
      ('held = sum of lots', balance.held::text, coalesce(lots.held, 0)::text),
      ('held = sum of holds', balance.held::text, coalesce(holds.amount, 0)::text),
      ('debt = sum of lots', balance.debt::text, coalesce(lots.owed, 0)::text),
      ('debt = sum of lines', balance.debt::text, coalesce(debts.amount, 0)::text)
  ) as failed(rule, found, expected)
  where balance.account_id between p_from_account_id and p_to_account_id and failed.found <> failed.expected
  union all
  select
    'due_at is not late', balance.account_id,
    jsonb_build_object('is', balance.due_at, 'should be', public.next_credit_due(balance.account_id))
  from public.credit_balances as balance
  where balance.account_id between p_from_account_id and p_to_account_id
    and balance.due_at > public.next_credit_due(balance.account_id);
$$;
