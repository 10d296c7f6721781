-- Whoever looks at an order hears of each line of its history: what became of its money or goods may leave the status
-- as it is.
create or replace function public.tg_order_timeline__tell() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.outbox (topic, payload)
  select
    'orders.updated', jsonb_build_object('accountId', new.account_id, 'orderId', new.order_id, 'status', status)
  from public.orders
  where account_id = new.account_id and id = new.order_id;
  return null;
end;
$$;

create or replace trigger _100_tell after insert on public.order_timeline
for each row execute function public.tg_order_timeline__tell();
