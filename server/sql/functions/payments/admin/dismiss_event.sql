-- Lays an event aside that an admin has looked at; false where it needs nobody any more. One that is somebody else's
-- keeps the reason that says so.
-- Errors: MSNOF.
-- Locks: the event.
create or replace function public.dismiss_event(
  p_event_id uuid,
  p_reason text default null,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform from public.provider_events where id = p_event_id for no key update;
  if not found then
    raise exception 'There is no such event' using errcode = 'MSNOF';
  end if;
  update public.provider_events
  set
    state = 'dismissed',
    reason = case when public.event_is_foreign(reason) then reason else coalesce(p_reason, reason) end,
    handled_at = p_now
  where id = p_event_id and state in ('orphan', 'mismatch', 'failed', 'dead');
  return found;
end;
$$;
