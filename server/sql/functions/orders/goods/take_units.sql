-- Brings what is taken back of an item's credits to so many in all, up or down; others' credits are not touched. The
-- ledger may show less, as what has expired is never owed; and more where the account is closed: what it owes is
-- waived, as the money stays, and nothing else comes back.
-- The caller holds the order. Locks: the balance.
create or replace function public.take_units(
  p_account_id uuid,
  p_fulfilment public.fulfilments,
  p_revoked_units bigint,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_lot public.credit_lots;
  v_revoked bigint;
  v_back bigint;
begin
  perform public.settle_credits(p_account_id, p_now);
  select * into v_lot
  from public.credit_lots
  where account_id = p_account_id
    and source = 'purchase'
    and source_id = p_fulfilment.order_item_id::text
    and period_start = p_fulfilment.period_start;
  v_revoked := public.revoked_of_lot(v_lot);
  if p_revoked_units > p_fulfilment.revoked_units then
    perform public.revoke_credits(
      p_account_id, v_lot.id, p_total => p_revoked_units, p_reason => 'refund', p_now => p_now
    );
  elsif v_revoked > p_revoked_units then
    v_back := least(v_revoked - p_revoked_units, p_fulfilment.revoked_units - p_revoked_units);
    if public.account_is_closed(p_account_id) then
      v_back := least(v_back, v_lot.owed);
    end if;
    if v_back > 0 then
      perform public.reinstate_credits(p_account_id, v_lot.id, v_back, 'refund undone', p_now => p_now);
    end if;
  end if;
  update public.fulfilments
  set revoked_units = p_revoked_units
  where account_id = p_account_id
    and order_item_id = p_fulfilment.order_item_id
    and period_start = p_fulfilment.period_start;
  perform public.note_order_event(
    p_account_id, p_fulfilment.order_id, 'credits_taken', p_now, p_detail => jsonb_build_object(
      'itemId', p_fulfilment.order_item_id, 'before', p_fulfilment.revoked_units, 'after', p_revoked_units
    )
  );
end;
$$;
