-- The movement of money that these commands are about, if they name one: what an orphan waits for.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.event_money_id(p_commands jsonb) returns text
language sql
immutable
as $$
  select command ->> 'providerPaymentId'
  from jsonb_array_elements(p_commands) with ordinality as listed (command, position)
  where command ? 'providerPaymentId'
  order by position
  limit 1;
$$;
