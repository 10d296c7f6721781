-- The version of the price list: 1 before its first change.
create or replace function public.credit_prices_version() returns int
language sql
stable
set search_path = ''
as $$
  select (count(*) + 1)::int from public.credit_price_history;
$$;
