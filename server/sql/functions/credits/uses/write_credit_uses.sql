-- Writes what judge_credit_uses accepted: lines, allocations, each lot once, and the balance as `p_balance` has it.
-- `p_lines` and `p_places` run in step, the latter being places in `p_actions`, `p_reference_ids`, `p_keys` and
-- `p_usage_record_ids`; the arrays of parts run in step, too, `p_part_lines` being places in `p_lines`. The caller
-- holds the balance's lock.
create or replace function public.write_credit_uses(
  p_balance public.credit_balances,
  p_lines public.credit_outcome[],
  p_places int[],
  p_actions text[],
  p_reference_ids text[],
  p_keys text[],
  p_usage_record_ids uuid[],
  p_part_lines int[],
  p_part_lots uuid[],
  p_part_amounts bigint[],
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
begin
  insert into public.credit_transactions (
    account_id, seq, id, created_at, type, amount, balance_after, held_after, lot_id, usage_record_id, action,
    reference_id, key
  )
  select
    p_balance.account_id, line.seq, line.transaction_id, p_now, 'consume', line.amount,
    line.available + p_balance.held, p_balance.held, line.lot_id,
    p_usage_record_ids[line.place], p_actions[line.place], p_reference_ids[line.place], p_keys[line.place]
  from unnest(p_lines, p_places)
    as line(ordinal, status, code, transaction_id, seq, amount, available, lot_id, place);

  insert into public.credit_allocations (account_id, seq, ordinal, lot_id, amount)
  select
    p_balance.account_id, (p_lines[part.line]).seq, row_number() over (partition by part.line order by part.nth),
    part.lot_id, part.amount
  from unnest(p_part_lines, p_part_lots, p_part_amounts) with ordinality as part(line, lot_id, amount, nth)
  where (p_lines[part.line]).lot_id is null;

  update public.credit_lots as lot
  set remaining = lot.remaining - taken.amount, used = lot.used + taken.amount
  from (
    select lot_id, sum(amount)::bigint as amount
    from unnest(p_part_lots, p_part_amounts) as part(lot_id, amount)
    group by lot_id
  ) as taken
  where lot.account_id = p_balance.account_id and lot.id = taken.lot_id;

  update public.credit_balances
  set
    balance = p_balance.balance, last_seq = p_balance.last_seq, version = public.next_version(version, v_clock)
  where account_id = p_balance.account_id and last_seq <> p_balance.last_seq;
end;
$$;
