-- What an asked item is as it is offered now: its name, version, price, and all that giving it needs.
-- p_item: {"productKind": "plan_price", "productId": the price's id} or {"productKind": "package", "productId": the
-- package's id, "currency"}; a package takes a "quantity", and needs its currency told where it has several prices.
-- Errors: MSINV shape, quantity; MSNOF no such product; MSCON it is not on sale, or not in that currency; MSREQ its
-- plan is on request by now.
create or replace function public.offered_item(
  p_item jsonb,
  out product_kind text,
  out product_id uuid,
  out version_id uuid,
  out name jsonb,
  out quantity int,
  out unit_price_minor bigint,
  out currency text,
  out snapshot jsonb
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_is_on_sale boolean;
  v_sales text;
begin
  product_kind := p_item ->> 'productKind';
  product_id := (p_item ->> 'productId')::uuid;
  quantity := coalesce((p_item ->> 'quantity')::int, 1);
  if product_kind is null or product_kind not in ('plan_price', 'package') or product_id is null
    or quantity not between 1 and (case product_kind when 'package' then 1000 else 1 end)
  then
    raise exception 'The item is not a product and how many of it' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "items", "message": "Each is a plan''s price, once, or 1 to 1000 of a package"}]}';
  end if;

  if product_kind = 'plan_price' then
    select
      version.id, version.name, price.amount_minor, price.currency,
      plan.status = 'active' and plan.current_version = version.version,
      current.sales,
      jsonb_build_object('planId', plan.id, 'planCode', plan.code, 'interval', price.interval)
    into version_id, name, unit_price_minor, currency, v_is_on_sale, v_sales, snapshot
    from public.plan_prices as price
    join public.plan_versions as version on version.id = price.plan_version_id
    join public.plans as plan on plan.id = version.plan_id
    join public.plan_versions as current on current.plan_id = plan.id and current.version = plan.current_version
    where price.id = product_id;
  else
    select
      version.id, version.name, price.amount_minor, price.currency,
      package.status = 'active' and price.id is not null,
      jsonb_build_object(
        'packageId', package.id, 'packageCode', package.code, 'credits', version.credits,
        'validityDays', version.validity_days, 'dailyCredits', version.daily_credits
      )
    into version_id, name, unit_price_minor, currency, v_is_on_sale, snapshot
    from public.packages as package
    join public.package_versions as version
      on version.package_id = package.id and version.version = package.current_version
    left join public.package_prices as price
      on price.package_version_id = version.id and price.currency = coalesce(p_item ->> 'currency', price.currency)
    where package.id = product_id
    order by price.position
    limit 1;
  end if;
  if version_id is null then
    raise exception 'There is no such product' using errcode = 'MSNOF';
  elsif v_sales = 'on_request' then
    raise exception 'The plan is on request' using errcode = 'MSREQ';
  elsif not v_is_on_sale then
    raise exception 'The product is not on sale' using errcode = 'MSCON';
  end if;
end;
$$;
