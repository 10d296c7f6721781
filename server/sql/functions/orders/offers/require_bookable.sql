-- Refuses to sell what could not be given once it is paid: a plan beside one for life, in this order too, or without a
-- plan to fall back to; credits that the balance can't hold; days too far ahead. Nothing is locked: what changes until
-- the payment is met by settle_goods.
-- Errors: MSCON, MSINV.
create or replace function public.require_bookable(
  p_account_id uuid,
  p_items jsonb,
  p_now timestamptz
) returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  v_credits numeric;
  v_item record;
begin
  select * into v_balance from public.credit_balances where account_id = p_account_id;
  select sum(item.quantity * (item.snapshot ->> 'credits')::numeric) into v_credits
  from jsonb_array_elements(p_items) as asked
  cross join lateral public.offered_item(asked) as item
  where item.product_kind = 'package';
  if v_credits > 0 then
    perform public.require_credit_room(v_balance, least(v_credits, public.counter_limit() + 1)::bigint);
  end if;

  -- Which of them would be given first is nobody's choice.
  if (
    select count(*) > 1 and bool_or(item.snapshot ->> 'interval' = 'lifetime')
    from jsonb_array_elements(p_items) as asked
    cross join lateral public.offered_item(asked) as item
    where item.product_kind = 'plan_price'
  ) then
    raise exception 'A plan for life leaves no time for another one' using errcode = 'MSCON';
  end if;

  for v_item in
    select item.product_kind, sum(item.quantity * (item.snapshot ->> 'validityDays')::int) as days, count(*) as count,
      max(package.ends_at) as runs_until
    from jsonb_array_elements(p_items) as asked
    cross join lateral public.offered_item(asked) as item
    left join public.user_packages as package
      on package.account_id = p_account_id and package.package_id = item.product_id and package.ends_at > p_now
    group by item.product_kind, item.product_id
  loop
    if v_item.product_kind = 'package' then
      if coalesce(v_item.runs_until, p_now) + make_interval(days => v_item.days::int) > p_now + interval '99 years' then
        raise exception 'The package would run too long' using
          errcode = 'MSINV',
          detail = '{"errors": [{"path": "quantity", "message": "At most 99 years in all"}]}';
      end if;
    elsif v_item.count > 1
      or not exists (select from public.plans where is_default)
      or public.runs_for_life(p_account_id)
    then
      raise exception 'The plan can''t be given to this account' using errcode = 'MSCON';
    end if;
  end loop;
end;
$$;
