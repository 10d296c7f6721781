-- Adds to how many messages of a provider were thrown away today for a reason; admins look at it.
create or replace function public.count_refusals(
  p_provider text,
  p_reason text,
  p_count bigint,
  p_now timestamptz default clock_timestamp()
) returns void
language sql
set search_path = ''
as $$
  insert into public.provider_refusals (provider, reason, day, count, last_at)
  values (p_provider, p_reason, (p_now at time zone 'UTC')::date, p_count, p_now)
  on conflict (provider, reason, day) do update
  set count = provider_refusals.count + excluded.count, last_at = excluded.last_at;
$$;
