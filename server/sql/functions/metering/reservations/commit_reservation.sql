-- Turns a held amount into use. Less than was held frees the rest; the part above it is judged as new use, and when
-- it does not fit nothing changes. Of what was held, the part that the quota had left goes first; the rest is paid by
-- the credits held with it, whatever the plan and the owner allow by now. Committing again with the same amount returns
-- the first result.
-- Errors: MSNOF, MSRCL released, expired, or committed with another amount; MSQEX, MSICR as reserve_feature_usage;
-- MSFNP the feature has left the plan, for the part above; MSINV full counter; 40001 (try again).
create or replace function public.commit_reservation(
  p_account_id uuid,
  p_reservation_id uuid,
  p_amount bigint default null,
  p_now timestamptz default clock_timestamp()
) returns public.usage_reservations
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_reservation public.usage_reservations;
  v_counter public.user_usage;
  v_entitlement public.account_entitlements;
  v_amount bigint;
  v_beyond_units bigint := 0;
  v_beyond_credits bigint := 0;
  v_paid record;
  v_version bigint;
begin
  perform public.renew_due_accounts(array[p_account_id], p_now);
  v_reservation := public.lock_reservation(p_account_id, p_reservation_id, p_now);
  v_amount := coalesce(p_amount, v_reservation.amount);

  if v_reservation.status = 'committed' and v_reservation.committed_amount = v_amount then
    return v_reservation;
  elsif v_reservation.status <> 'held' then
    raise exception 'The reservation is already %', v_reservation.status using errcode = 'MSRCL';
  end if;

  select * into v_counter
  from public.user_usage
  where account_id = p_account_id
    and feature_code = v_reservation.feature_code
    and period_start = v_reservation.period_start;
  select * into v_entitlement
  from public.account_entitlements
  where account_id = p_account_id and feature_code = v_reservation.feature_code;
  v_counter := public.refresh_counter(v_counter, v_entitlement, p_now);

  -- What was held is granted for good; what goes beyond is a new use, and needs the feature as one does.
  if v_amount > v_reservation.amount then
    if not v_counter.is_granted then
      raise exception 'The plan does not include %', v_reservation.feature_code using errcode = 'MSFNP';
    end if;
    select beyond.units, beyond.credits
    into v_beyond_units, v_beyond_credits
    from public.require_room(v_counter, v_entitlement, v_reservation.amount, v_amount, p_now) as beyond;
  end if;

  v_version := public.next_version(v_counter.version, v_clock);
  v_reservation.record_id := case when v_amount > 0 then public.uuid_v7(p_now) end;
  if v_amount > 0 then
    insert into public.usage_records (
      account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, reservation_id,
      counter_version
    )
    values (
      p_account_id, v_reservation.record_id, v_reservation.feature_code, 'use', v_amount,
      -- Work that ends after its period still belongs to the period that was held.
      least(p_now, v_counter.period_end - interval '1 microsecond'), p_now, v_reservation.period_start,
      p_reservation_id, v_version
    );
    perform public.note_stragglers(
      array[p_account_id], array[v_reservation.record_id],
      array[least(p_now, v_counter.period_end - interval '1 microsecond')], p_now
    );
  end if;

  v_paid := public.commit_overage(v_reservation, v_amount, v_beyond_units, v_beyond_credits, p_now);
  update public.user_usage
  set
    used = used + v_amount,
    reserved = reserved - v_reservation.amount,
    overage = overage + v_paid.units - v_reservation.overage,
    overage_credits = overage_credits + v_paid.credits - v_reservation.overage_credits,
    version = v_version
  where account_id = p_account_id
    and feature_code = v_reservation.feature_code
    and period_start = v_reservation.period_start
  returning * into v_counter;
  if v_paid.units > 0 then
    perform public.alert_overage(v_counter);
  end if;

  update public.usage_reservations
  set status = 'committed', committed_amount = v_amount, closed_at = p_now, record_id = v_reservation.record_id
  where account_id = p_account_id and id = p_reservation_id
  returning * into v_reservation;
  return v_reservation;
end;
$$;
