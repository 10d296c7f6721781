-- Part of audit_credits: each lot is the sum of its lines.
create or replace function public.audit_credit_lots(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with moved as (
    select line.account_id, line.lot_id, line.id as line_id, line.type, line.amount
    from public.credit_transactions as line
    where line.account_id between p_from_account_id and p_to_account_id and line.lot_id is not null
    union all
    select line.account_id, part.lot_id, line.id, line.type, part.amount
    from public.credit_allocations as part
    join public.credit_transactions as line on line.account_id = part.account_id and line.seq = part.seq
    where part.account_id between p_from_account_id and p_to_account_id
  ),
  through as (
    select
      moved.account_id, moved.lot_id as id,
      sum(case when moved.type in ('grant', 'return', 'reinstate') then moved.amount else -moved.amount end)
        as remaining,
      -- A lot has the id of the line that made it.
      sum(moved.amount) filter (where moved.line_id = moved.lot_id) as amount,
      sum(moved.amount) filter (where moved.type in ('expire', 'write_off')) as expired,
      sum(moved.amount) filter (where moved.type = 'revoke') as revoked
    from moved
    group by moved.account_id, moved.lot_id
  ),
  against as (
    select
      line.account_id, line.against_lot_id as id,
      sum(case when line.type = 'debt' then line.amount else -line.amount end)
        filter (where line.type in ('debt', 'reinstate', 'debt_waived')) as revoked,
      sum(case when line.type = 'debt' then line.amount else -line.amount end)
        filter (where line.type in ('debt', 'debt_repaid', 'debt_waived')) as owed
    from public.credit_transactions as line
    where line.account_id between p_from_account_id and p_to_account_id and line.against_lot_id is not null
    group by line.account_id, line.against_lot_id
  )
  select failed.rule, account_id, jsonb_build_object('lot', id, 'is', failed.found, 'should be', failed.expected)
  from (
    select * from public.credit_lots as lot where lot.account_id between p_from_account_id and p_to_account_id
  ) as lot
  full join through using (account_id, id)
  full join against using (account_id, id)
  cross join lateral (
    values
      ('a lot is what its first line says', lot.amount, through.amount),
      ('remaining = sum of lines', lot.remaining, through.remaining),
      ('expired = sum of lines', lot.expired, coalesce(through.expired, 0)),
      ('revoked = sum of lines', lot.revoked, coalesce(through.revoked, 0) + coalesce(against.revoked, 0)),
      ('owed = sum of lines', lot.owed, coalesce(against.owed, 0))
  ) as failed(rule, found, expected)
  where failed.found is distinct from failed.expected;
$$;
