-- How many of the credits that a plan gave while it was paid for are spent: a refund asks for none of them
-- (docs/adr/0040-credits-go-with-a-plan.md). Null without a subscription.
create or replace function public.spent_plan_credits(
  p_account_id uuid,
  p_subscription_id uuid
) returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select
      (
        select coalesce(sum(lot.used), 0)::bigint
        from public.plan_credit_lots(
          p_account_id, subscription.plan_id, subscription.starts_at, subscription.ends_at, '-infinity'
        ) as given
        join public.credit_lots as lot on lot.account_id = p_account_id and lot.id = given.lot_id
      )
    from public.subscriptions as subscription
    where subscription.account_id = p_account_id and subscription.id = p_subscription_id
  );
end;
$$;
