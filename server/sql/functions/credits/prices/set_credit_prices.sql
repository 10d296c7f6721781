-- Puts a list of prices, [{"action", "name", "amount"}], in the place of the one there is; what changed goes to the
-- history. Uses under way are priced by the one list or the other; whoever repeats one gets the first answer.
-- The list's version counts its changes (credit_prices_version). Where `p_expected_version` is another, somebody else
-- has changed it meanwhile.
-- Errors: MSINV an action that stands twice, or a price below 1; MSVER.
-- Locks: the catalog.
create or replace function public.set_credit_prices(
  p_prices jsonb,
  p_actor jsonb,
  p_reason text,
  p_now timestamptz default clock_timestamp(),
  p_expected_version int default null
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_changes jsonb;
begin
  perform from public.catalog_revision for update;
  perform public.require_expected_version(
    public.credit_prices_version(), coalesce(p_expected_version, public.credit_prices_version())
  );
  if exists (
    select
    from jsonb_to_recordset(p_prices) as price(action text, amount bigint)
    group by action
    having count(*) > 1 or bool_or(amount is null or amount not between 1 and public.counter_limit())
  ) then
    raise exception 'Each action stands once, with a price from 1' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "prices", "message": "Each action must stand once, with a price of at least 1"}]}';
  end if;

  select jsonb_agg(
    jsonb_build_object(
      'action', action,
      'before', case
        when former.amount is not null then jsonb_build_object('name', former.name, 'amount', former.amount)
      end,
      'after', case
        when price.amount is not null then jsonb_build_object('name', price.name, 'amount', price.amount)
      end
    )
    order by action
  )
  into v_changes
  from public.credit_prices as former
  full join jsonb_to_recordset(p_prices) as price(action text, name jsonb, amount bigint) using (action)
  where (former.name, former.amount) is distinct from (price.name, price.amount);
  if v_changes is null then
    return;
  end if;

  delete from public.credit_prices
  where action not in (select price.action from jsonb_to_recordset(p_prices) as price(action text));
  insert into public.credit_prices (action, name, amount)
  select price.action, price.name, price.amount
  from jsonb_to_recordset(p_prices) as price(action text, name jsonb, amount bigint)
  on conflict (action) do update set name = excluded.name, amount = excluded.amount;
  insert into public.credit_price_history (id, at, actor, reason, changes)
  values (public.uuid_v7(p_now), p_now, p_actor, p_reason, v_changes);
end;
$$;
