-- Up to `p_limit` accounts whose credits, counters or orders have changed since an instant. Of counters it asks what
-- changes them, uses and holds, which are found by the time in their ids: no index tells the versions of counters, as
-- then no use would be a HOT update. Balances are one row an account, and are read whole. Orders are moved by what
-- providers say.
create or replace function public.accounts_moved_since(p_since timestamptz, p_limit int) returns setof uuid
language sql
stable
set search_path = ''
as $$
  select moved.account_id
  from (
    select account_id from public.credit_balances where version >= extract(epoch from p_since) * 1000000
    union
    select account_id from public.usage_records where id >= public.uuid_v7_floor(p_since)
    union
    select account_id from public.usage_reservations where id >= public.uuid_v7_floor(p_since)
    union
    select account_id from public.usage_reservations where status <> 'held' and closed_at >= p_since
    union
    select account_id from public.orders where created_at >= p_since
    union
    select object.account_id
    from public.provider_events as event
    join public.provider_objects as object
      on object.provider = event.provider and object.kind = 'payment' and object.provider_id = event.money_id
    where event.received_at >= p_since
  ) as moved
  limit p_limit;
$$;
