-- What closing an account would end and what would stay, as of an instant; changes nothing. Credits are those that
-- would be written off, held ones included; of a subscription its end is told where it has one.
create or replace function public.closing_effects(
  p_account_id uuid,
  p_now timestamptz default clock_timestamp()
) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select
      jsonb_build_object(
        'credits', credits.available + credits.held,
        'plan', (
          select jsonb_build_object(
            'name', version.name, 'isDefault', plan.is_default,
            'isBought', paid.until is not null, 'paidUntil', nullif(paid.until, 'infinity')
          )
          from public.account_plans as account_plan
          join public.plans as plan on plan.id = account_plan.plan_id
          join public.plan_versions as version on version.id = account_plan.plan_version_id
          cross join (
            select max(ends_at) as until
            from public.subscriptions
            where account_id = p_account_id and ended_at is null and ends_at > p_now
          ) as paid
          where account_plan.account_id = p_account_id
        ),
        'holds', (
          select count(*)
          from public.usage_reservations as hold
          where hold.account_id = p_account_id and hold.status = 'held' and hold.expires_at > p_now
        ),
        'orders', (select count(*) from public.orders where account_id = p_account_id),
        'moneyIsUnderWay', public.money_is_under_way(p_account_id)
      )
    from public.credit_state(p_account_id, p_now) as credits
  );
end;
$$;
