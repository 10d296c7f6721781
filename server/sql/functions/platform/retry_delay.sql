-- How long to wait before something that failed is tried again: `p_first` at first, twice as long each time, at most
-- `p_most`. p_tries: how often it was tried again before. After 15 doublings it grows no more.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.retry_delay(p_tries int, p_first interval, p_most interval) returns interval
language sql
immutable
parallel safe
as $$
  select least(p_most, p_first * 2 ^ least(p_tries, 15));
$$;
