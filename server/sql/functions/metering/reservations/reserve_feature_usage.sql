-- Reserves an amount before long work, until it is committed, released, or its time is up. Credits that have to pay the
-- part beyond the quota are held with it, under the same life.
-- The same key with the same content returns the first reservation and `is_replay`.
-- Errors: MSFUN, MSFNP, MSQEX and MSICR as require_room, MSINV boolean feature or full counter, MSIDM, 40001 (try
-- again).
-- Locks: as renew_due_accounts; the counter, which it is judged by; the balance, where credits may pay; the key.
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
  v_clock constant bigint := public.version_clock();
  v_hash constant uuid := md5(row(p_feature_code, p_amount, extract(epoch from p_ttl))::text)::uuid;
  v_start timestamptz;
  v_counter public.user_usage;
  v_entitlement public.account_entitlements;
  v_overage record;
  v_credits public.credit_reservations;
begin
  perform public.renew_due_accounts(array[p_account_id], p_now);
  v_start := (public.find_counters(array[p_account_id], array[p_feature_code], array[p_now], p_now))[1];
  select * into v_counter
  from public.user_usage
  where account_id = p_account_id and feature_code = p_feature_code and period_start = v_start
  for no key update;
  if v_counter.counts_until <= p_now then
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

  -- Read after the counter is locked: a change of one changes the other with it.
  select * into v_entitlement
  from public.account_entitlements
  where account_id = p_account_id and feature_code = p_feature_code;
  perform public.require_entitlement(p_feature_code, v_entitlement, p_now);
  if v_counter.period_start is null then
    raise exception 'the feature was granted meanwhile' using errcode = 'serialization_failure';
  end if;
  v_counter := public.refresh_counter(v_counter, v_entitlement, p_now);
  v_overage := public.require_room(v_counter, v_entitlement, 0, p_amount, p_now);
  if v_overage.units > 0 then
    v_credits := (
      public.reserve_credits(p_account_id, v_overage.credits, null, null, p_ttl, p_now => p_now)
    ).reservation;
  end if;

  update public.user_usage
  set
    reserved = reserved + p_amount,
    overage = overage + v_overage.units,
    overage_credits = overage_credits + v_overage.credits,
    version = public.next_version(version, v_clock)
  where account_id = p_account_id and feature_code = p_feature_code and period_start = v_start;

  insert into public.usage_reservations (
    account_id, id, feature_code, period_start, amount, expires_at, created_at, idempotency_key, request_hash, overage,
    overage_credits, price_credits, price_units, credit_reservation_id
  )
  values (
    p_account_id, public.uuid_v7(p_now), p_feature_code, v_start, p_amount, p_now + p_ttl, p_now, p_key, v_hash,
    v_overage.units, v_overage.credits,
    case when v_overage.units > 0 then v_entitlement.overage_credits end,
    case when v_overage.units > 0 then v_entitlement.overage_units end, v_credits.id
  )
  on conflict do nothing
  returning * into reservation;
  if not found then
    -- The key was taken for another feature meanwhile; the next try finds it.
    raise exception 'the key was taken meanwhile' using errcode = 'serialization_failure';
  end if;
end;
$$;
