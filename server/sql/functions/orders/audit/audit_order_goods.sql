-- Part of audit_orders: what was paid for was given, once, and what goes back takes its part of it along.
create or replace function public.audit_order_goods(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with item as (
    select
      item.account_id, item.id, item.order_id, item.product_kind,
      item.quantity * (item.snapshot ->> 'credits')::bigint as credits,
      orders.goods_due_at is not null as is_due, money.received, money.back - money.leaves as back,
      kept.id is not null as is_kept,
      money.received > 0 and money.gone - money.leaves >= money.received as is_over,
      money.received > 0 and money.gone >= money.received as is_gone,
      (
        select count(*)
        from public.fulfilments as fulfilment
        where fulfilment.account_id = item.account_id and fulfilment.order_item_id = item.id
      ) as given
    from public.order_items as item
    join public.orders on orders.account_id = item.account_id and orders.id = item.order_id
    left join public.payments as kept
      on kept.account_id = item.account_id and kept.order_id = item.order_id and kept.role = 'kept'
    left join lateral public.payment_money(item.account_id, kept.id) as money on kept.id is not null
    where item.account_id between p_from_account_id and p_to_account_id
  ),
  fulfilment as (
    select
      fulfilment.*, item.product_kind, item.credits, item.is_due, item.is_over, lot.amount, lot.expired,
      lot.revoked - taken.by_amount as lot_revoked, taken.by_amount as taken, subscription.id as found_subscription,
      subscription.ended_at is not null as subscription_is_over, term.ended_at is not null as term_is_over,
      case
        when item.received > 0 then div(fulfilment.granted_units::numeric * item.back, item.received)
        else 0
      end as target
    from item
    join public.fulfilments as fulfilment
      on fulfilment.account_id = item.account_id and fulfilment.order_item_id = item.id
    left join public.credit_lots as lot
      on lot.account_id = item.account_id and lot.source = 'purchase' and lot.source_id = item.id::text
      and lot.period_start = fulfilment.period_start
    -- That was an admin's, and is no part of what goes back with money.
    left join lateral (
      select public.taken_by_amount(lot.account_id, lot.id) as by_amount
    ) as taken on lot.id is not null
    left join public.subscriptions as subscription
      on subscription.account_id = item.account_id and subscription.source_id = item.id::text
    left join public.user_package_terms as term
      on term.account_id = item.account_id and term.source = 'purchase' and term.source_id = item.id::text
  )
  select
    'what is paid is given once, what is not is not given', item.account_id,
    jsonb_build_object(
      'order', item.order_id, 'item', item.id, 'is', item.given, 'should be', case when item.is_kept then 1 else 0 end
    )
  from item
  where item.given > case when item.is_kept then 1 else 0 end
    or item.given = 0 and item.is_kept and not item.is_due and not item.is_gone
  union all
  select
    'what is taken is the part whose money goes back', fulfilment.account_id,
    jsonb_build_object(
      'order', fulfilment.order_id, 'item', fulfilment.order_item_id, 'is', fulfilment.revoked_units,
      'should be', fulfilment.target
    )
  from fulfilment
  where fulfilment.revoked_units <> fulfilment.target and not fulfilment.is_due
  union all
  select
    'the ledger shows what was given', fulfilment.account_id,
    jsonb_build_object(
      'order', fulfilment.order_id, 'item', fulfilment.order_item_id, 'is', coalesce(fulfilment.amount, 0),
      'should be', fulfilment.credits
    )
  from fulfilment
  where fulfilment.product_kind = 'package'
    and (coalesce(fulfilment.amount, 0) <> fulfilment.credits or fulfilment.granted_units <> fulfilment.credits)
  union all
  select
    'the ledger shows what was taken', fulfilment.account_id,
    jsonb_build_object(
      'order', fulfilment.order_id, 'item', fulfilment.order_item_id, 'is', fulfilment.lot_revoked,
      'should be at least', least(fulfilment.revoked_units, fulfilment.amount - fulfilment.expired - fulfilment.taken)
    )
  from fulfilment
  where fulfilment.product_kind = 'package'
    and fulfilment.lot_revoked
      < least(fulfilment.revoked_units, fulfilment.amount - fulfilment.expired - fulfilment.taken)
  union all
  -- The days of a package may also have been ended by hand, for whatever reason.
  select
    'plans and days end with all of their money', fulfilment.account_id,
    jsonb_build_object(
      'order', fulfilment.order_id, 'item', fulfilment.order_item_id, 'is', fulfilment.ended_at,
      'money', case when fulfilment.is_over then 'gone' else 'here' end
    )
  from fulfilment
  where not fulfilment.is_due and (
    fulfilment.is_over and fulfilment.ended_at is null
    or fulfilment.product_kind = 'plan_price' and (
      fulfilment.found_subscription is distinct from fulfilment.subscription_id
      or fulfilment.subscription_is_over <> (fulfilment.ended_at is not null)
    )
    or fulfilment.product_kind = 'package' and fulfilment.ended_at is not null and not fulfilment.term_is_over
  )
  union all
  select 'credits that were bought have their order', lot.account_id, jsonb_build_object('lot', lot.id)
  from public.credit_lots as lot
  where lot.account_id between p_from_account_id and p_to_account_id
    and lot.source = 'purchase'
    and not exists (
      select
      from public.fulfilments as fulfilment
      where fulfilment.account_id = lot.account_id
        and fulfilment.order_item_id::text = lot.source_id
        and fulfilment.period_start = lot.period_start
    );
$$;
