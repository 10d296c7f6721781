-- Spends a refresh token for the successor that the caller proposes, or says what became of one that is spent:
--   rotated   spent now; the successor with this salt is the session's next token
--   repeated  spent less than 30 s ago, and its successor not used yet: the salt given is the one to derive it by
--   reused    it came back too late, or after its successor was used: the caller ends the session
--   ended     unknown, or its session is over or was revoked; no session is told
-- All that happens to the tokens of a session happens under the lock of its row, so that concurrent twins, sign-outs
-- and changes of password come one after the other, and what ended the session has the last word.
-- Why: docs/adr/0020-a-lost-refresh-is-answered-again.md
create or replace function public.exchange_refresh_token(
  p_token_hash bytea,
  p_successor_hash bytea,
  p_successor_salt bytea
) returns table (outcome text, session_id uuid, successor_salt bytea)
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_session_id uuid;
  v_token public.refresh_tokens;
begin
  select token.session_id into v_session_id
  from public.refresh_tokens as token
  where token.token_hash = p_token_hash;

  perform from public.sessions as session
  where session.id = v_session_id and session.revoked_at is null and session.expires_at > clock_timestamp()
  for no key update;
  if not found then
    return query select 'ended', null::uuid, null::bytea;
    return;
  end if;

  -- Read under the lock: a twin may have spent it meanwhile.
  select token.* into v_token from public.refresh_tokens as token where token.token_hash = p_token_hash;

  if v_token.used_at is null then
    update public.refresh_tokens as token
    set used_at = clock_timestamp(), successor_hash = p_successor_hash, successor_salt = p_successor_salt
    where token.token_hash = p_token_hash;
    -- This one was a successor itself, and is used now: it may not be derived any more.
    update public.refresh_tokens as token
    set successor_salt = null
    where token.session_id = v_session_id and token.successor_hash = p_token_hash;
    insert into public.refresh_tokens (token_hash, session_id) values (p_successor_hash, v_session_id);
    return query select 'rotated', v_session_id, p_successor_salt;
  elsif v_token.successor_salt is not null
    and v_token.used_at > clock_timestamp() - interval '30 seconds' then
    return query select 'repeated', v_session_id, v_token.successor_salt;
  else
    return query select 'reused', v_session_id, null::bytea;
  end if;
end;
$$;
