-- Forgets the bodies and headers of up to p_limit events that were handled more than p_days ago, and returns of how
-- many. What they are known by and what they said in our words stays, so one that comes again has no effect, however
-- late. What is not handled keeps its body, as does what nobody could translate: its body may still tell.
create or replace function public.forget_event_bodies(
  p_limit int,
  p_days int,
  p_now timestamptz default clock_timestamp()
) returns bigint
language sql
set search_path = ''
as $$
  with gone as (
    update public.provider_events
    set raw = null, headers = '{}'
    where id in (
      select id
      from public.provider_events
      where raw is not null
        and state in ('applied', 'ignored', 'dismissed')
        and handled_at < p_now - p_days * interval '1 day'
        and (commands is not null or public.event_is_foreign(reason))
      order by handled_at
      limit p_limit
      for no key update skip locked
    )
    returning 1
  )
  select count(*) from gone;
$$;
