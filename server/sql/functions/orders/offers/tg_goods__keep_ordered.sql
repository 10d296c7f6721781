-- A plan or package that somebody is about to pay for, or has paid for and not got yet, can't be deleted. The error is
-- that of a foreign key; a real one can't tell an order that waits from one that is over.
-- Whoever deletes holds the catalog, and whoever orders holds it for share: neither passes the other by.
create or replace function public.tg_goods__keep_ordered() returns trigger
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (
    select
    from (
      select account_id, id from public.orders where status = 'pending'
      union all
      select account_id, id from public.orders where status = 'needs_review'
      union all
      select account_id, id from public.orders where goods_due_at is not null
    ) as open_order
    join public.order_items as item on item.account_id = open_order.account_id and item.order_id = open_order.id
    where coalesce(item.snapshot ->> 'planId', item.snapshot ->> 'packageId') = old.id::text
  ) then
    raise exception 'An order that is not settled is for this' using errcode = 'foreign_key_violation';
  end if;
  return old;
end;
$$;

create or replace trigger _200_keep_ordered before delete on public.plans
for each row execute function public.tg_goods__keep_ordered();
create or replace trigger _200_keep_ordered before delete on public.packages
for each row execute function public.tg_goods__keep_ordered();
