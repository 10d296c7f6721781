-- Applies an event anew that was given up, laid aside or ignored, and returns the state that it has then. One that is
-- somebody else's stays as it is.
-- Errors: MSNOF.
-- Locks: as apply_event.
create or replace function public.replay_event(
  p_event_id uuid,
  p_commands jsonb default null,
  p_now timestamptz default clock_timestamp()
) returns text
language plpgsql
set search_path = ''
as $$
begin
  perform from public.provider_events where id = p_event_id for no key update;
  update public.provider_events
  set state = 'received', attempts = 0, failing_since = null, retry_at = p_now
  where id = p_event_id
    and state in ('orphan', 'mismatch', 'failed', 'dead', 'dismissed', 'ignored')
    and not public.event_is_foreign(reason);
  return public.apply_event(p_event_id, p_commands, p_now);
end;
$$;
