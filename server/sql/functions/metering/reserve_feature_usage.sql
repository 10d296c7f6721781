-- Holds an amount before long work, until it is committed, released, or its time is up.
-- The same key with the same content returns the first reservation and `is_replay`.
-- Errors: MSFUN, MSFNP, MSQEX, MSINV boolean feature or full counter, MSIDM, 40001 (try again).
create or replace function public.reserve_feature_usage(
  p_account_id uuid,
  p_feature_code text,
  p_amount bigint,
  p_ttl interval,
  p_key text default null,
  p_now timestamptz default clock_timestamp(),
  out reservation public.usage_reservations,
  out is_replay boolean
)
language plpgsql
set search_path = ''
as $$
declare
  v_hash constant uuid := md5(row(p_feature_code, p_amount, extract(epoch from p_ttl))::text)::uuid;
  v_start timestamptz;
  v_verdict record;
begin
  v_start := (public.find_counters(array[p_account_id], array[p_feature_code], array[p_now], p_now))[1];
  perform public.lock_counters(array[p_account_id], array[p_feature_code], array[v_start]);
  perform from public.user_usage
  where account_id = p_account_id
    and feature_code = p_feature_code
    and period_start = v_start
    and counts_until <= p_now;
  if found then
    raise exception 'another counter has taken over' using errcode = 'serialization_failure';
  end if;

  is_replay := false;
  if p_key is not null then
    select * into reservation
    from public.usage_reservations
    where account_id = p_account_id and idempotency_key = p_key;
    if found then
      if reservation.request_hash <> v_hash then
        raise exception 'This key was used for another reservation' using errcode = 'MSIDM';
      end if;
      is_replay := true;
      return;
    end if;
  end if;

  v_verdict := public.check_user_quota(p_account_id, p_feature_code, p_amount, p_now);
  case
    when v_verdict.reason = 'feature_unknown' then
      raise exception 'There is no feature %', p_feature_code using errcode = 'MSFUN';
    when v_verdict.reason = 'feature_not_in_plan' then
      raise exception 'The plan does not include %', p_feature_code using errcode = 'MSFNP';
    when (v_verdict.state).kind = 'boolean' then
      raise exception 'A boolean feature can''t be reserved' using
        errcode = 'MSINV',
        detail = '{"errors": [{"path": "featureCode", "message": "It is on or off; there is nothing to hold"}]}';
    when v_verdict.reason = 'quota_exceeded' then
      raise exception 'The quota does not have that much left' using errcode = 'MSQEX';
    when (v_verdict.state).used + (v_verdict.state).reserved + p_amount > 9007199254740991 then
      raise exception 'The counter can''t hold that much' using
        errcode = 'MSINV',
        detail = '{"errors": [{"path": "amount", "message": "The counter of this period would pass 2^53 - 1"}]}';
    when v_start is null then
      raise exception 'the feature was granted meanwhile' using errcode = 'serialization_failure';
    else
      null;
  end case;

  perform public.refresh_counter(p_account_id, p_feature_code, v_start, p_now);
  update public.user_usage
  set reserved = reserved + p_amount, version = public.next_version(version)
  where account_id = p_account_id and feature_code = p_feature_code and period_start = v_start;

  insert into public.usage_reservations (
    account_id, id, feature_code, period_start, amount, expires_at, created_at, idempotency_key, request_hash
  )
  values (
    p_account_id, public.uuid_v7(p_now), p_feature_code, v_start, p_amount, p_now + p_ttl, p_now, p_key, v_hash
  )
  on conflict do nothing
  returning * into reservation;
  if not found then
    -- The key was taken for another feature meanwhile; the next try finds it.
    raise exception 'the key was taken meanwhile' using errcode = 'serialization_failure';
  end if;
end;
$$;
