-- The allowances that an account's packages give for the day of an instant, as settling would leave them: what they
-- came with, what of it can be spent, and when the first of them ends. Nulls where no package gives any.
create or replace function public.daily_allowance(
  p_account_id uuid,
  p_now timestamptz,
  out allowance bigint,
  out remaining bigint,
  out resets_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  select sum(today.amount)::bigint, sum(today.free)::bigint, min(today.expires_at)
  from (
    select lot.amount, lot.remaining - lot.held as free, lot.expires_at
    from public.user_packages as package
    join public.credit_lots as lot
      on lot.account_id = package.account_id and lot.source = 'daily' and lot.source_id = package.id::text
    where package.account_id = p_account_id and package.ends_at > p_now and lot.expires_at > p_now
    union all
    select due.amount, coalesce(lot.remaining, 0), due.expires_at
    from public.due_allowances(p_account_id, p_now) as due
    left join public.credit_lots_at(p_account_id, p_now) as lot
      on lot.id is null and lot.source_id = due.user_package_id::text
    where due.amount is not null
  ) as today;
$$;
