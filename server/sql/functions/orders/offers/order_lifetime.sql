-- How long an order can be paid, from when it is made; pages of providers stay open a little longer (open_payment).
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.order_lifetime() returns interval
language sql
immutable
parallel safe
as $$
  select interval '30 minutes';
$$;
