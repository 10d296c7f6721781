-- Whether an override that ends at an instant, or never (null), still holds at another one.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.override_holds(p_expires_at timestamptz, p_at timestamptz) returns boolean
language sql
immutable
parallel safe
as $$
  select p_expires_at is null or p_expires_at > p_at;
$$;
