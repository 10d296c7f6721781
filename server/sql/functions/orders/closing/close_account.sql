-- Closes an account for good; returns how many credits were written off. Its orders, records and ledger stay, without
-- its name and address; pending orders that nobody is paying are cancelled. Money that comes later is taken and goes
-- back (offer_refusal), a refund or dispute moves money and no goods.
-- Who signs in for it is identity's.
-- Errors: MSAUN; MSOUW money is under way; MSCLO closed already; 40001 an order came at this moment, try again.
-- Locks: its orders, the catalog for share, the account and its entitlements, counters, credits.
-- Enqueues entitlements.changed, credits.changed.
create or replace function public.close_account(
  p_account_id uuid,
  p_actor jsonb default null,
  p_now timestamptz default clock_timestamp()
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_order_ids uuid[];
  v_subscription public.subscriptions;
  v_written_off bigint;
begin
  select coalesce(array_agg(id), '{}') into v_order_ids
  from (select id from public.orders where account_id = p_account_id order by id for no key update) as held;
  -- In a statement of its own: the one that waited for the locks has a snapshot older than them.
  if public.money_is_under_way(p_account_id) then
    raise exception 'Money of an order is on its way: wait until it is there, or cancel the order' using
      errcode = 'MSOUW';
  end if;
  perform public.end_order(p_account_id, id, 'cancelled', p_actor, p_now)
  from public.orders
  where account_id = p_account_id and status = 'pending' and id = any (v_order_ids);

  perform from public.catalog_revision for share;
  perform public.lock_accounts(array[p_account_id]);
  perform public.require_open_accounts(array[p_account_id]);
  -- Who holds an account asks for no order: it begins again with all of them.
  if exists (select from public.orders where account_id = p_account_id and id <> all (v_order_ids)) then
    raise exception 'an order was made meanwhile' using errcode = 'serialization_failure';
  end if;

  perform public.end_entitlements(p_account_id, p_now);
  for v_subscription in
    update public.subscriptions
    set ended_at = p_now
    where account_id = p_account_id and ended_at is null and ends_at > p_now
    returning *
  loop
    update public.fulfilments
    set ended_at = p_now
    where account_id = p_account_id and subscription_id = v_subscription.id and ended_at is null;
    perform public.note_order_event(
      p_account_id, fulfilment.order_id, 'goods_ended', p_now,
      p_detail => jsonb_build_object('itemId', fulfilment.order_item_id), p_cause => 'account_closed'
    )
    from public.fulfilments as fulfilment
    where fulfilment.account_id = p_account_id and fulfilment.subscription_id = v_subscription.id;
  end loop;
  v_written_off := public.write_off_credits(p_account_id, p_now);
  -- Under the balance's lock, as the owner's word is given. It names the owner, and pays for nothing any more.
  delete from public.elastic_consents where account_id = p_account_id;

  update public.accounts
  set closed_at = p_now, name = '#' || right(id::text, 6), email = null, updated_at = p_now
  where id = p_account_id;
  insert into public.outbox (topic, payload)
  values
    ('entitlements.changed', jsonb_build_object('accountIds', array[p_account_id])),
    ('credits.changed', jsonb_build_object('accountIds', array[p_account_id]));
  return v_written_off;
end;
$$;
