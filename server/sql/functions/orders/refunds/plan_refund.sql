-- What a refund would do, found by doing it and taking it back: the amount, what would be left to give back, and of
-- each item the credits taken, how many were spent, how many become debt (spent ones of a plan don't), whether its plan
-- or days end once the money is back, until when its package runs by the terms that then move up, and whether the
-- account has its plan now: an admin may have given another one.
-- Nothing stays. p_payment_id: see request_refund.
-- Errors: those of request_refund.
-- Locks: as request_refund, until it returns.
create or replace function public.plan_refund(
  p_account_id uuid,
  p_order_id uuid,
  p_amount_minor bigint,
  p_goods boolean,
  p_payment_id uuid default null,
  p_now timestamptz default clock_timestamp()
) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_before jsonb;
  v_refund public.refunds;
  v_plan jsonb;
  v_goods_error text;
begin
  perform public.lock_order(p_account_id, p_order_id);
  -- What is due is not the refund's doing.
  perform public.settle_order(p_account_id, p_order_id, p_now);
  v_before := public.order_goods(p_account_id, p_order_id);
  begin
    v_refund := public.request_refund(
      p_account_id, p_order_id, p_amount_minor, p_goods, p_payment_id => p_payment_id, p_now => p_now
    );
    perform public.move_refund(p_account_id, v_refund.id, 'succeeded', null, p_now);
    perform public.settle_order(p_account_id, p_order_id, p_now);
    select
      jsonb_build_object(
        'amountMinor', v_refund.amount_minor, 'leftMinor', money.received - money.back, 'currency', payment.currency,
        'status', orders.status
      ),
      orders.goods_error
    into v_plan, v_goods_error
    from public.orders
    join public.payments as payment on payment.account_id = p_account_id and payment.id = v_refund.payment_id
    cross join lateral public.payment_money(p_account_id, payment.id) as money
    where orders.account_id = p_account_id and orders.id = p_order_id;
    v_plan := v_plan || jsonb_build_object(
      'goodsError', v_goods_error,
      'items', (
        select
          coalesce(jsonb_agg(
            jsonb_build_object(
              'itemId', after.item_id,
              'takenUnits', (after.goods ->> 'revoked')::bigint - (v_before -> after.item_id ->> 'revoked')::bigint,
              'spentUnits', (after.goods ->> 'spent')::bigint,
              'newDebt', (after.goods ->> 'owed')::bigint - (v_before -> after.item_id ->> 'owed')::bigint,
              'ends', (after.goods ->> 'isOver')::boolean and not (v_before -> after.item_id ->> 'isOver')::boolean,
              'thenUntil', (
                select max(later.ends_at)
                from public.user_package_terms as ended
                join public.user_package_terms as later
                  on later.account_id = ended.account_id
                  and later.user_package_id = ended.user_package_id
                  and later.starts_at >= ended.starts_at
                where ended.account_id = p_account_id
                  and ended.source = 'purchase'
                  and ended.source_id = after.item_id
                  and ended.ended_at = p_now
                  -- One that is over moves nothing.
                  and ended.ends_at > p_now
                  and later.ended_at is null
              ),
              'isInForce', (v_before -> after.item_id ->> 'isInForce')::boolean
            )
          ), '[]')
        from jsonb_each(public.order_goods(p_account_id, p_order_id)) as after (item_id, goods)
      )
    );
    raise exception 'This was a preview' using errcode = 'triggered_action_exception';
  exception
    when triggered_action_exception then
      return v_plan;
  end;
end;
$$;
