-- Deletes up to p_limit holds that were closed 90 days ago, oldest first: long past the time in which their keys and
-- commits are answered again. Their lines stay. Returns how many went.
create or replace function public.forget_credit_reservations(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns bigint
language sql
volatile
set search_path = ''
as $$
  with gone as (
    delete from public.credit_reservations
    where (account_id, id) in (
      select account_id, id from public.credit_reservations
      where status <> 'held' and closed_at < p_now - interval '90 days'
      order by closed_at
      limit p_limit
    )
    returning 1
  )
  select count(*) from gone;
$$;
