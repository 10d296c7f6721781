-- Takes events that are due to be applied, oldest first, for a node that then calls apply_event for each: nobody else
-- is given them for half a minute, which is longer than asking a provider takes. A node that dies leaves them to the
-- next.
-- p_is_told: those that are translated, else those of which the provider has to be asked.
create or replace function public.claim_events(
  p_limit int,
  p_is_told boolean,
  p_now timestamptz default clock_timestamp()
) returns table (id uuid, provider text, raw bytea, headers jsonb)
language sql
set search_path = ''
as $$
  update public.provider_events as event
  set retry_at = p_now + interval '30 seconds'
  where event.id in (
    select due.id
    from public.provider_events as due
    where due.state in ('received', 'orphan', 'failed')
      and due.retry_at <= p_now
      and (due.commands is not null) = p_is_told
    order by due.retry_at
    limit p_limit
    for no key update skip locked
  )
  returning event.id, event.provider, event.raw, event.headers;
$$;
