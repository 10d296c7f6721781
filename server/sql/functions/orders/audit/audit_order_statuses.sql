-- Part of audit_orders: statuses follow from what is known of the money, and from the timeline.
create or replace function public.audit_order_statuses(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with listed as (
    select
      orders.*, money.received, money.gone,
      kept.id as kept_id,
      (
        select count(*)
        from public.payments as payment
        where payment.account_id = orders.account_id and payment.order_id = orders.id and payment.state = 'succeeded'
      ) as paid,
      (
        select line.to_status
        from public.order_timeline as line
        where line.account_id = orders.account_id and line.order_id = orders.id and line.kind = 'status'
        order by line.id desc
        limit 1
      ) as told
    from public.orders
    left join public.payments as kept
      on kept.account_id = orders.account_id and kept.order_id = orders.id and kept.role = 'kept'
    left join lateral public.payment_money(orders.account_id, kept.id) as money on kept.id is not null
    where orders.account_id between p_from_account_id and p_to_account_id
  )
  select
    'the payment that is kept is the order''s', listed.account_id,
    jsonb_build_object('order', listed.id, 'is', listed.kept_payment_id, 'should be', listed.kept_id)
  from listed
  where listed.kept_payment_id is distinct from listed.kept_id
  union all
  select
    'the status follows from the money', listed.account_id,
    jsonb_build_object('order', listed.id, 'is', listed.status, 'paid', listed.paid, 'gone', listed.gone)
  from listed
  where case listed.status
    when 'paid' then listed.gone > 0 and listed.received > 0
    -- Less may be gone than was, and the status does not go back.
    when 'partially_refunded' then listed.gone >= listed.received
    when 'refunded' then listed.paid = 0
    when 'needs_review' then listed.paid = 0 or listed.kept_id is not null
    else listed.paid > 0
  end
  union all
  select
    'what is refunded is the part of the money that is gone', listed.account_id,
    jsonb_build_object('order', listed.id, 'is', listed.refunded_minor, 'gone', listed.gone)
  from listed
  where listed.refunded_minor <> case
    when listed.received > 0 then div(listed.amount_minor::numeric * listed.gone, listed.received)
    when listed.status = 'refunded' then listed.amount_minor
    else 0
  end
  union all
  select
    'the timeline tells the status', listed.account_id,
    jsonb_build_object('order', listed.id, 'is', listed.told, 'should be', listed.status)
  from listed
  where listed.told is distinct from listed.status
  union all
  select
    'an order is the sum of its items', listed.account_id,
    jsonb_build_object('order', listed.id, 'is', listed.amount_minor, 'should be', sum(item.total_minor))
  from listed
  join public.order_items as item on item.account_id = listed.account_id and item.order_id = listed.id
  group by listed.account_id, listed.id, listed.amount_minor
  having listed.amount_minor <> sum(item.total_minor)
  union all
  select 'an order can be found by its number', listed.account_id, jsonb_build_object('order', listed.id)
  from listed
  where not exists (
    select
    from public.order_numbers as number
    where (number.order_number, number.account_id, number.order_id)
      = (listed.order_number, listed.account_id, listed.id)
  );
$$;
