-- When a lot of a source burns, if nobody says otherwise: lots of a lower priority burn first (burn_credits).
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.credit_priority(p_source text) returns smallint
language sql
immutable
parallel safe
as $$
  select (case p_source when 'daily' then 10 when 'subscription' then 30 else 50 end)::smallint;
$$;
