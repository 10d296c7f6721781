-- Gives credits, once for each source, source id and period: whoever asks again gets the first lot, and `is_replay`.
-- A grant of any source pays all debts first, the oldest lot's before others.
-- Without a priority they have their source's (credit_priority); without an expiry the credits stay for ever.
-- Errors: MSAUN; MSINV amount, a sum past 2^53 - 1, an expiry that is past; MSIDM the source gave another amount
-- before; MSCLO.
-- Locks: the balance.
create or replace function public.grant_credits(
  p_account_id uuid,
  p_amount bigint,
  p_source text,
  p_source_id text,
  p_period_start timestamptz default null,
  p_priority int default null,
  p_expires_at timestamptz default null,
  p_reason text default null,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp(),
  out lot_id uuid,
  out transaction_id uuid,
  out is_replay boolean,
  out available bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_lot public.credit_lots;
begin
  select * into v_lot
  from public.credit_lots as lot
  where lot.account_id = p_account_id
    and lot.source = p_source
    and lot.source_id = p_source_id
    and lot.period_start = coalesce(p_period_start, '-infinity');
  is_replay := found;
  if is_replay and v_lot.amount <> p_amount then
    raise exception 'This source has given another amount' using errcode = 'MSIDM';
  elsif not is_replay then
    perform public.require_open_accounts(array[p_account_id]);
    perform public.require_credit_room(v_balance, p_amount);
    if p_expires_at <= p_now then
      raise exception 'The credits would have expired already' using
        errcode = 'MSINV',
        detail = '{"errors": [{"path": "expiresAt", "message": "It is past", "code": "past"}]}';
    end if;
    v_lot.id := public.open_credit_lot(
      v_balance, p_amount, p_source, p_source_id, p_period_start, p_priority, p_expires_at, p_reason, p_actor, p_now
    );
    v_balance := public.refresh_credit_due(p_account_id);
  end if;

  lot_id := v_lot.id;
  -- A lot has the id of the line that made it.
  transaction_id := v_lot.id;
  available := v_balance.balance - v_balance.held;
end;
$$;
