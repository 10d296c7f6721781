-- Gives back what a use took, wholly or in part, backwards through the lots that paid it: parts returned leave the
-- account as if less had been used. To a lot that is past goes only what it owes; the rest is one new lot that lives
-- for `p_life`. What comes back to a lot pays the debt of that lot, and of no other.
-- Without an amount, all that has not been returned. The same key with the same content returns the first line and
-- `is_replay`.
-- Errors: MSAUN; MSNOF; MSCON no use; MSRET more than is left of it; MSINV; MSIDM; MSCLO.
-- Locks: the balance.
create or replace function public.return_credits(
  p_account_id uuid,
  p_transaction_id uuid,
  p_amount bigint default null,
  p_reason text default null,
  p_key text default null,
  p_now timestamptz default clock_timestamp(),
  p_actor jsonb default null,
  p_life interval default interval '7 days',
  out transaction_id uuid,
  out amount bigint,
  out available bigint,
  out is_replay boolean
)
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_use constant public.credit_transactions := public.find_credit_use(p_account_id, p_transaction_id);
  v_line public.credit_transactions;
  v_returned bigint;
begin
  select * into v_line
  from public.credit_transactions as line
  where line.account_id = p_account_id and line.key = p_key and line.type = 'return';
  is_replay := found;
  if is_replay and (
    v_line.source_seq <> v_use.seq
    or v_line.reason is distinct from p_reason
    -- Whoever asked for all that was left got it: after that line nothing was.
    or case
      when p_amount is not null then v_line.amount <> p_amount
      else v_use.amount > (
        select sum(line.amount)
        from public.credit_transactions as line
        where line.account_id = p_account_id and line.source_seq = v_use.seq and line.seq <= v_line.seq
      )
    end
  ) then
    raise exception 'This key was used for another return' using errcode = 'MSIDM';
  elsif not is_replay then
    perform public.require_open_accounts(array[p_account_id]);
    select coalesce(sum(line.amount), 0) into v_returned
    from public.credit_transactions as line
    where line.account_id = p_account_id and line.source_seq = v_use.seq;
    if coalesce(p_amount, 1) > v_use.amount - v_returned then
      raise exception 'Only % of this use is left to return', v_use.amount - v_returned using errcode = 'MSRET';
    end if;
    amount := coalesce(p_amount, v_use.amount - v_returned);
    perform public.require_credit_room(v_balance, amount);
    v_line := public.write_credit_return(v_use, v_returned, amount, p_reason, p_key, p_actor, p_life, p_now);
    perform public.refresh_credit_due(p_account_id);
  end if;

  transaction_id := v_line.id;
  amount := v_line.amount;
  select balance.balance - balance.held into available
  from public.credit_balances as balance
  where balance.account_id = p_account_id;
end;
$$;
