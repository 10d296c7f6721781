-- Applies an event: merges what it says, settles the order, and writes down what came of it, all in one transaction.
-- Applying it again changes nothing: a fact counts once, whatever events tell of it. Returns the event's state:
--   applied   all of it is in the books
--   ignored   it says nothing that is ours to know, yet
--   orphan    the money or order is not known here; tried again for 30 days, and as soon as the money is
--   mismatch  it says something else than what was asked for; it has no effect, and an admin decides
--   failed    tried again, at growing intervals; after a day it is `dead`
-- p_commands: what the event says in our words; null where receive_event was told.
-- Errors: MSNOF.
-- Locks: the event, the money that is named, the order; then as settle_order. It waits for none longer than a second.
create or replace function public.apply_event(
  p_event_id uuid,
  p_commands jsonb default null,
  p_now timestamptz default clock_timestamp()
) returns text
language plpgsql
set search_path = ''
set lock_timeout = '1s'
as $$
declare
  v_event public.provider_events;
  v_commands jsonb;
  v_state text;
  v_reason text;
  v_error text;
begin
  select * into v_event from public.provider_events where id = p_event_id for no key update;
  if not found then
    raise exception 'There is no such event' using errcode = 'MSNOF';
  elsif v_event.state not in ('received', 'orphan', 'failed') then
    return v_event.state;
  end if;
  v_commands := coalesce(p_commands, v_event.commands);

  begin
    if v_commands is null then
      raise exception 'Nobody has said what the event means' using errcode = 'MSCON';
    end if;
    select * into v_state, v_reason from public.apply_commands(v_event, v_commands, p_now);
  exception
    when others then
      v_state := 'failed';
      v_reason := sqlstate;
      v_error := sqlerrm;
  end;
  if v_state = 'failed' and p_now >= v_event.failing_since + interval '1 day'
    or v_state = 'orphan' and p_now >= v_event.received_at + interval '30 days'
  then
    v_state := 'dead';
  end if;

  update public.provider_events
  set
    state = v_state,
    reason = v_reason,
    error = v_error,
    commands = v_commands,
    money_id = public.event_money_id(v_commands),
    attempts = attempts + 1,
    failing_since = case when v_state in ('failed', 'dead') then coalesce(failing_since, p_now) end,
    -- The money that an orphan waits for wakes it, so it is looked at less and less. Where others use the same account
    -- at the provider, orphans are many, and must not keep what is new waiting:
    -- docs/adr/0034-facts-are-merged-one-function-settles.md
    retry_at = p_now + public.retry_delay(
      attempts, interval '5 seconds', case v_state when 'orphan' then interval '1 day' else interval '1 hour' end
    ) * (0.8 + 0.4 * random()),
    handled_at = case when v_state in ('applied', 'ignored') then p_now end
  where id = p_event_id;
  return v_state;
end;
$$;
