-- What each item of an order has given, by its id: {"granted", "revoked", "owed", "spent", "isOver", "isInForce"}, in
-- credits. Of a plan what was taken of its credits along with its money is told, as `revoked`, what of them is spent,
-- and whether the account has it now.
create or replace function public.order_goods(p_account_id uuid, p_order_id uuid) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select
      coalesce(jsonb_object_agg(
        fulfilment.order_item_id,
        jsonb_build_object(
          'granted', fulfilment.granted_units,
          'revoked', coalesce(lot.revoked, plan.taken, 0),
          'owed', coalesce(lot.owed, 0),
          'spent', coalesce(lot.used, plan.spent, 0),
          'isOver', fulfilment.ended_at is not null,
          'isInForce', exists (
            select
            from public.account_plans as account_plan
            join public.subscriptions as subscription
              on subscription.account_id = p_account_id and subscription.id = fulfilment.subscription_id
            where account_plan.account_id = p_account_id and account_plan.plan_id = subscription.plan_id
          )
        )
      ), '{}')
    from public.fulfilments as fulfilment
    left join public.credit_lots as lot
      on lot.account_id = fulfilment.account_id
      and lot.source = 'purchase'
      and lot.source_id = fulfilment.order_item_id::text
      and lot.period_start = fulfilment.period_start
    cross join lateral public.subscription_credits(p_account_id, fulfilment.subscription_id) as plan
    where fulfilment.account_id = p_account_id and fulfilment.order_id = p_order_id
  );
end;
$$;
