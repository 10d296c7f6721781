-- Puts a verified message of a provider into the inbox, once; nothing else. Without an id of theirs it goes by the hash
-- of its body. One that is not for us (`p_mismatch`: wrong_mode, wrong_app, wrong_merchant, wrong_seller) is kept, has
-- no effect, and is shown.
create or replace function public.receive_event(
  p_provider text,
  p_event_id text,
  p_raw bytea,
  p_headers jsonb default '{}',
  p_signed_by text default null,
  p_is_test boolean default null,
  p_commands jsonb default null,
  p_occurred_at timestamptz default null,
  p_mismatch text default null,
  p_now timestamptz default clock_timestamp(),
  out id uuid,
  out is_new boolean
)
language plpgsql
set search_path = ''
as $$
declare
  v_event_id constant text := coalesce(p_event_id, 'sha256:' || encode(sha256(p_raw), 'hex'));
begin
  id := public.uuid_v7(p_now);
  insert into public.provider_events (
    id, provider, event_id, raw, headers, signed_by, is_test, commands, money_id, occurred_at, received_at, state,
    reason, retry_at
  )
  values (
    id, p_provider, v_event_id, p_raw, p_headers, p_signed_by, p_is_test, p_commands, public.event_money_id(p_commands),
    p_occurred_at, p_now, case when p_mismatch is null then 'received' else 'mismatch' end, p_mismatch, p_now
  )
  on conflict (provider, event_id) do nothing;
  is_new := found;
  if not is_new then
    select event.id into id
    from public.provider_events as event
    where event.provider = p_provider and event.event_id = v_event_id;
  end if;
end;
$$;
