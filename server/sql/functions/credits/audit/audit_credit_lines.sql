-- Part of audit_credits: lines are complete, each follows from the one before it, and each is the sum of its parts.
create or replace function public.audit_credit_lines(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  -- Asked once for each type: for each line it would take as long as all the rest.
  with sides as materialized (
    select kind.type, (sides.to_side = 'balance')::int - (sides.from_side = 'balance')::int as direction
    from (
      select distinct line.type
      from public.credit_transactions as line
      where line.account_id between p_from_account_id and p_to_account_id
    ) as kind
    cross join lateral public.credit_sides(kind.type) as sides
  ),
  -- All lines pass through here, so only those that are wrong go further.
  broken as (
    select *
    from (
      select
        line.account_id, line.seq, line.balance_after, coalesce(lag(line.seq) over lines, 0) + 1 as expected_seq,
        coalesce(lag(line.balance_after) over lines, 0) + line.amount * sides.direction as expected_balance
      from public.credit_transactions as line
      join sides using (type)
      where line.account_id between p_from_account_id and p_to_account_id
      window lines as (partition by line.account_id order by line.seq)
    ) as line
    where line.seq <> line.expected_seq or line.balance_after <> line.expected_balance
  ),
  parts as (
    select part.account_id, part.seq, sum(part.amount) as amount
    from public.credit_allocations as part
    where part.account_id between p_from_account_id and p_to_account_id
    group by part.account_id, part.seq
  ),
  parted as (
    select line.account_id, line.seq, line.amount
    from public.credit_transactions as line
    where line.account_id between p_from_account_id and p_to_account_id
      and line.lot_id is null
      -- No lot gives or takes then.
      and line.type not in ('debt', 'debt_waived')
  )
  select
    'lines have no gap', broken.account_id,
    jsonb_build_object('is', broken.seq, 'should be', broken.expected_seq)
  from broken
  where broken.seq <> broken.expected_seq
  union all
  select
    'a line follows from the one before', broken.account_id,
    jsonb_build_object('seq', broken.seq, 'is', broken.balance_after, 'should be', broken.expected_balance)
  from broken
  where broken.balance_after <> broken.expected_balance
  union all
  -- Of a line that should have no parts, what they are is told, and no amount of its own.
  select
    'a line = sum of its allocations', coalesce(parted.account_id, parts.account_id),
    jsonb_build_object('seq', coalesce(parted.seq, parts.seq), 'is', parted.amount, 'should be', parts.amount)
  from parted
  full join parts on parts.account_id = parted.account_id and parts.seq = parted.seq
  where parts.amount is distinct from parted.amount;
$$;
