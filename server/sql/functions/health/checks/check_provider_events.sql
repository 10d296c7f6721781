-- What providers said and what has no effect. It was given up, or has failed for an hour; or it is not what was asked
-- for, or about something that is not known here, and waits for an admin. The newest 500 of either kind.
create or replace function public.check_provider_events(p_now timestamptz) returns setof public.health_breach
language sql
stable
set search_path = ''
as $$
  (
    select
      'providers', 'what providers say has its effect', null::uuid,
      jsonb_build_object(
        'event', event.id, 'provider', event.provider, 'since', event.received_at, 'attempts', event.attempts,
        'is', coalesce(event.error, event.reason, event.state)
      )
    from public.provider_events as event
    where event.state = 'dead'
      or event.state in ('received', 'failed') and event.received_at < p_now - public.overdue_after()
    order by event.received_at desc
    limit 500
  )
  union all
  (
    select
      'providers', 'what providers say was asked for', null,
      jsonb_build_object(
        'event', event.id, 'provider', event.provider, 'since', event.received_at,
        'is', coalesce(event.reason, event.state)
      )
    from public.provider_events as event
    where event.state in ('mismatch', 'orphan') and event.received_at < p_now - public.overdue_after()
    order by event.received_at desc
    limit 500
  );
$$;
