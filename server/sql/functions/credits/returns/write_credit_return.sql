-- Brings an amount of a use back to the lots that paid it, and writes the line (see return_credits). `p_returned` of
-- the use has come back before. The caller holds the balance's lock.
create or replace function public.write_credit_return(
  p_use public.credit_transactions,
  p_returned bigint,
  p_amount bigint,
  p_reason text,
  p_key text,
  p_actor jsonb,
  p_life interval,
  p_now timestamptz
) returns public.credit_transactions
language plpgsql
set search_path = ''
as $$
declare
  v_id constant uuid := public.uuid_v7(p_now);
  v_parts public.credit_part[] := '{}';
  v_refund bigint := 0;
  v_part record;
  v_back bigint;
  v_line public.credit_transactions;
begin
  for v_part in
    select part.lot_id, part.amount, lot.owed, lot.expires_at
    from public.returned_credit_parts(p_use, p_returned, p_amount) as part
    join public.credit_lots as lot on lot.account_id = p_use.account_id and lot.id = part.lot_id
    order by part.ordinal
  loop
    v_back := case when v_part.expires_at > p_now then v_part.amount else least(v_part.owed, v_part.amount) end;
    update public.credit_lots
    set used = used - v_part.amount, remaining = remaining + v_back
    where account_id = p_use.account_id and id = v_part.lot_id;
    v_refund := v_refund + v_part.amount - v_back;
    if v_back > 0 then
      v_parts := v_parts || row(v_part.lot_id, v_back)::public.credit_part;
    end if;
  end loop;
  if v_refund > 0 then
    perform public.open_refund_lot(p_use.account_id, v_id, v_refund, p_life, p_now);
    v_parts := v_parts || row(v_id, v_refund)::public.credit_part;
  end if;

  v_line := public.write_credit_line(
    p_use.account_id, 'return', p_amount, v_parts, p_now,
    p_id => v_id, p_source_seq => p_use.seq, p_key => p_key, p_reason => p_reason, p_actor => p_actor
  );
  perform public.pay_lot_debt(p_use.account_id, part.lot_id, part.amount, p_now) from unnest(v_parts) as part;
  return v_line;
end;
$$;
