-- Takes credits back.
--
-- Of one lot: what is free of it goes; what is spent or held becomes debt, and no other lot is touched. Never more
-- than the lot was granted less what expired of it, and what was taken back before. `p_amount` is so much more;
-- `p_total` means until so much of it is revoked in all, so that the cumulative sums of providers may come twice and in
-- any order; neither, the whole lot.
-- Without a lot: `p_amount` in burn order, as an admin takes it; more than is available is refused. Totals don't count
-- that: it is about the balance, whichever lots it went through. Lines tell the two apart: only the one about a lot
-- names it as that (see taken_by_amount).
-- Errors: MSAUN; MSNOF; MSINV; MSICR with `balance` (available) and `required`.
-- Locks: the balance.
create or replace function public.revoke_credits(
  p_account_id uuid,
  p_lot_id uuid,
  p_amount bigint default null,
  p_total bigint default null,
  p_reason text default null,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp(),
  out revoked bigint,
  out owed bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_balance constant public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_lot public.credit_lots;
  v_parts public.credit_part[] := '{}';
begin
  if num_nonnulls(p_amount, p_total) > 1 or p_lot_id is null and p_amount is null
    or p_amount < 1 or p_total < 0
  then
    raise exception 'Either an amount of at least 1, or a total of a lot' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "amount", "message": "It must be a whole number from 1 to 2^53 - 1"}]}';
  end if;

  if p_lot_id is null then
    perform public.require_credits(v_balance, p_amount);
    revoked := p_amount;
    owed := 0;
    v_parts := public.burn_credits(p_account_id, p_amount);
  else
    select * into v_lot from public.credit_lots where account_id = p_account_id and id = p_lot_id;
    if not found then
      raise exception 'There is no such lot' using errcode = 'MSNOF';
    end if;
    revoked := least(
      coalesce(p_amount, greatest(coalesce(p_total, v_lot.amount) - public.revoked_of_lot(v_lot), 0)),
      -- Below nothing where a debt was paid by others and what came back to the lot has expired.
      greatest(v_lot.amount - v_lot.expired - v_lot.revoked, 0)
    );
    owed := revoked - least(revoked, v_lot.remaining - v_lot.held);
    if revoked > owed then
      v_parts := array[row(p_lot_id, revoked - owed)]::public.credit_part[];
    end if;
    update public.credit_lots as lot
    -- What is free of it is counted with the parts, below.
    set revoked = lot.revoked + revoke_credits.owed, owed = lot.owed + revoke_credits.owed
    where lot.account_id = p_account_id and lot.id = p_lot_id and revoke_credits.owed > 0;
  end if;

  update public.credit_lots as lot
  set remaining = lot.remaining - part.amount, revoked = lot.revoked + part.amount
  from unnest(v_parts) as part(lot_id, amount)
  where lot.account_id = p_account_id and lot.id = part.lot_id;
  if revoked > owed then
    perform public.write_credit_line(
      p_account_id, 'revoke', revoked - owed, v_parts, p_now,
      p_against_lot_id => p_lot_id, p_reason => p_reason, p_actor => p_actor
    );
  end if;
  if owed > 0 then
    perform public.write_credit_line(
      p_account_id, 'debt', owed, null, p_now,
      p_against_lot_id => p_lot_id, p_reason => p_reason, p_actor => p_actor
    );
  end if;
end;
$$;
