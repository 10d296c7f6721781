-- Deletes up to p_limit idempotency keys of uses: keys are promised for 35 days, and one more is for clocks. Returns
-- how many went.
create or replace function public.forget_usage_keys(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns bigint
language sql
volatile
set search_path = ''
as $$
  with gone as (
    delete from public.usage_idempotency_keys
    where (account_id, key) in (
      select account_id, key from public.usage_idempotency_keys
      where created_at < p_now - public.max_usage_age() - interval '1 day'
      limit p_limit
    )
    returning 1
  )
  select count(*) from gone;
$$;
