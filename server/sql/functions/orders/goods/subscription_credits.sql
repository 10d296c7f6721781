-- Of the credits that a plan gave while it was paid for: how many were taken along with its money, and how many are
-- spent, for which a refund asks nothing (docs/adr/0040-credits-go-with-a-plan.md). Null without a subscription.
create or replace function public.subscription_credits(
  p_account_id uuid,
  p_subscription_id uuid,
  out taken bigint,
  out spent bigint
)
language plpgsql
stable
set search_path = ''
as $$
begin
  select given.taken, given.spent
  into taken, spent
  from public.subscriptions as subscription
  cross join lateral (
    select coalesce(sum(plan_lot.refunded), 0)::bigint as taken, coalesce(sum(lot.used), 0)::bigint as spent
    from public.plan_credit_lots(
      p_account_id, subscription.plan_id, subscription.starts_at, subscription.ends_at, '-infinity'
    ) as plan_lot
    join public.credit_lots as lot on lot.account_id = p_account_id and lot.id = plan_lot.lot_id
  ) as given
  where subscription.account_id = p_account_id and subscription.id = p_subscription_id;
end;
$$;
