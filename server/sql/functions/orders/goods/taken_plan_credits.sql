-- How many of the credits that a plan gave while it was paid for were taken along with its money; null without a
-- subscription.
create or replace function public.taken_plan_credits(
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
        select coalesce(sum(lot.refunded), 0)::bigint
        from public.plan_credit_lots(
          p_account_id, subscription.plan_id, subscription.starts_at, subscription.ends_at, '-infinity'
        ) as lot
      )
    from public.subscriptions as subscription
    where subscription.account_id = p_account_id and subscription.id = p_subscription_id
  );
end;
$$;
