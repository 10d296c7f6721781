-- Gives back what was taken back from a lot, at most all of it: a dispute that was won. It waives the lot's debt
-- first; the rest fills the lot again, as far as its uses may not still come back to it; beyond that, and where the
-- lot is past, it is a new lot that lives for `p_life`. Without an amount, all that is revoked of the lot itself: what
-- was taken by amount, from whatever could be spent, does not come back by it. A closed account is given nothing, but
-- its debt can be waived.
-- Errors: MSAUN; MSNOF; MSINV; MSCLO.
-- Locks: the balance.
create or replace function public.reinstate_credits(
  p_account_id uuid,
  p_lot_id uuid,
  p_amount bigint default null,
  p_reason text default null,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp(),
  p_life interval default interval '7 days',
  out reinstated bigint,
  out waived bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_balance constant public.credit_balances := public.settle_credits(p_account_id, p_now);
  v_lot public.credit_lots;
  v_revoked bigint;
  v_filled bigint;
  v_refunded bigint;
  v_id constant uuid := public.uuid_v7(p_now);
begin
  select * into v_lot from public.credit_lots where account_id = p_account_id and id = p_lot_id;
  if not found then
    raise exception 'There is no such lot' using errcode = 'MSNOF';
  elsif p_amount < 1 then
    raise exception 'The amount is not from 1 to 2^53 - 1' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "amount", "message": "It must be a whole number from 1 to 2^53 - 1"}]}';
  end if;
  v_revoked := greatest(public.revoked_of_lot(v_lot), 0);
  reinstated := least(coalesce(p_amount, v_revoked), v_revoked);
  waived := least(reinstated, v_lot.owed);
  v_filled := case
    when v_lot.expires_at <= p_now then 0
    else least(reinstated - waived, v_lot.amount - v_lot.remaining - v_lot.used - v_lot.expired)
  end;
  v_refunded := reinstated - waived - v_filled;
  if reinstated > waived then
    perform public.require_open_accounts(array[p_account_id]);
    perform public.require_credit_room(v_balance, reinstated - waived);
  end if;

  update public.credit_lots
  set revoked = revoked - reinstated, owed = owed - waived, remaining = remaining + v_filled
  where account_id = p_account_id and id = p_lot_id;
  if waived > 0 then
    perform public.write_credit_line(
      p_account_id, 'debt_waived', waived, null, p_now,
      p_against_lot_id => p_lot_id, p_reason => p_reason, p_actor => p_actor
    );
  end if;
  if v_filled > 0 then
    perform public.write_credit_line(
      p_account_id, 'reinstate', v_filled, array[row(p_lot_id, v_filled)]::public.credit_part[], p_now,
      p_against_lot_id => p_lot_id, p_reason => p_reason, p_actor => p_actor
    );
  end if;
  if v_refunded > 0 then
    perform public.open_refund_lot(p_account_id, v_id, v_refunded, p_life, p_now);
    perform public.write_credit_line(
      p_account_id, 'reinstate', v_refunded, array[row(v_id, v_refunded)]::public.credit_part[], p_now,
      p_id => v_id, p_against_lot_id => p_lot_id, p_reason => p_reason, p_actor => p_actor
    );
  end if;
  perform public.refresh_credit_due(p_account_id);
end;
$$;
