-- Part of audit_credits: lines are complete, each follows from the one before it, and each is the sum of its parts.
create or replace function public.audit_credit_lines(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with line as (
    select
      line.account_id, line.seq, line.type, line.amount, line.lot_id, line.balance_after,
      coalesce(lag(line.seq) over lines, 0) + 1 as expected_seq,
      coalesce(lag(line.balance_after) over lines, 0)
        + line.amount * ((sides.to_side = 'balance')::int - (sides.from_side = 'balance')::int) as expected_balance
    from public.credit_transactions as line
    cross join lateral public.credit_sides(line.type) as sides
    where line.account_id between p_from_account_id and p_to_account_id
    window lines as (partition by line.account_id order by line.seq)
  ),
  parts as (
    select part.account_id, part.seq, sum(part.amount) as amount
    from public.credit_allocations as part
    where part.account_id between p_from_account_id and p_to_account_id
    group by part.account_id, part.seq
  )
  select
    'lines have no gap', line.account_id, jsonb_build_object('is', line.seq, 'should be', line.expected_seq)
  from line
  where line.seq <> line.expected_seq
  union all
  select
    'a line follows from the one before', line.account_id,
    jsonb_build_object('seq', line.seq, 'is', line.balance_after, 'should be', line.expected_balance)
  from line
  where line.balance_after <> line.expected_balance
  union all
  select
    'a line = sum of its allocations', coalesce(line.account_id, parts.account_id),
    jsonb_build_object('seq', coalesce(line.seq, parts.seq), 'is', line.amount, 'should be', parts.amount)
  from line
  full join parts on parts.account_id = line.account_id and parts.seq = line.seq
  where case
    -- No lot gives or takes then.
    when line.type in ('debt', 'debt_waived') or line.lot_id is not null then parts.amount is not null
    else parts.amount is distinct from line.amount
  end;
$$;
