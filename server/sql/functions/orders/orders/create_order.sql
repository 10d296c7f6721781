-- Makes an order of what is offered now; what it shows and costs stays as it is, whatever is edited later. What costs
-- nothing is paid at once.
-- p_items: see offered_item; from 1 to 20, of one currency.
-- Errors: MSAUN; MSINV items; MSNOF no such product; MSCON not on sale, or can't be given; MSCLO.
-- Locks: the catalog for share, the account, its own rows; what costs nothing, as settle_order.
create or replace function public.create_order(
  p_account_id uuid,
  p_items jsonb,
  p_actor jsonb default null,
  p_is_test boolean default false,
  p_now timestamptz default clock_timestamp()
) returns public.orders
language plpgsql
set search_path = ''
as $$
declare
  v_order public.orders;
  v_count int;
  v_amount numeric;
begin
  if not exists (select from public.accounts where id = p_account_id) then
    raise exception 'There is no such account' using errcode = 'MSAUN';
  elsif jsonb_typeof(p_items) is distinct from 'array' or jsonb_array_length(p_items) not between 1 and 20 then
    raise exception 'There must be 1 to 20 items' using
      errcode = 'MSINV', detail = '{"errors": [{"path": "items", "message": "From 1 to 20"}]}';
  end if;
  -- What is offered stays while it is ordered.
  perform from public.catalog_revision for share;
  -- Closing the account waits until the order is there, or is seen here.
  perform from public.accounts where id = p_account_id for no key update;
  perform public.require_open_accounts(array[p_account_id]);
  select count(distinct item.currency), min(item.currency), sum(item.quantity * item.unit_price_minor)
  into v_count, v_order.currency, v_amount
  from jsonb_array_elements(p_items) as asked
  cross join lateral public.offered_item(asked) as item;
  if v_count > 1 or v_amount > public.counter_limit() then
    raise exception 'The items are not of one currency, or too much' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "items", "message": "All in one currency, 2^53 - 1 of it at most"}]}';
  end if;
  v_order.amount_minor := v_amount;
  perform public.require_bookable(p_account_id, p_items, p_now);

  v_order.id := public.uuid_v7(p_now);
  v_order.order_number := public.new_order_number(p_now);
  insert into public.order_numbers (order_number, account_id, order_id)
  values (v_order.order_number, p_account_id, v_order.id);
  insert into public.orders (
    account_id, id, order_number, currency, amount_minor, is_test, created_at, expires_at, status_actor, status_cause,
    status_at
  )
  values (
    p_account_id, v_order.id, v_order.order_number, v_order.currency, v_order.amount_minor, p_is_test, p_now,
    p_now + public.order_lifetime(), p_actor, 'created', p_now
  );
  insert into public.order_items (
    account_id, id, order_id, position, product_kind, product_id, version_id, name, quantity, unit_price_minor,
    total_minor, snapshot
  )
  select
    p_account_id, public.uuid_v7(p_now), v_order.id, asked.position, item.product_kind, item.product_id,
    item.version_id, item.name, item.quantity, item.unit_price_minor, item.quantity * item.unit_price_minor,
    item.snapshot
  from jsonb_array_elements(p_items) with ordinality as asked (item, position)
  cross join lateral public.offered_item(asked.item) as item;

  if v_order.amount_minor = 0 then
    insert into public.payments (
      account_id, id, order_id, attempt, reference, provider, is_test, state, amount_minor, currency, paid_at,
      created_at
    )
    values (
      p_account_id, public.uuid_v7(p_now), v_order.id, 1, v_order.order_number || '01', 'none', p_is_test, 'succeeded',
      0, v_order.currency, p_now, p_now
    );
    perform public.settle_order(p_account_id, v_order.id, p_now);
  end if;
  select * into v_order from public.orders where account_id = p_account_id and id = v_order.id;
  return v_order;
end;
$$;
