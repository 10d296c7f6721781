-- Takes a record back, once, by a compensating record; the counter it still counts in falls, and credits that paid for
-- it come back, whether it still counts or not. Nothing is deleted.
-- Returns the compensating record.
-- Errors: MSNOF, MSVOI voided already, MSCON a correction can't be voided, nor a use that its counter does not hold,
-- nor one whose credits have no room in the balance; MSCLO.
create or replace function public.void_usage_record(
  p_account_id uuid,
  p_record_id uuid,
  p_reason text,
  p_now timestamptz default clock_timestamp()
) returns public.usage_records
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_record public.usage_records;
  v_void public.usage_records;
  v_open public.user_usage;
  v_payment public.usage_payments;
begin
  select * into v_record from public.usage_records where account_id = p_account_id and id = p_record_id;
  if not found then
    raise exception 'There is no such record' using errcode = 'MSNOF';
  elsif v_record.kind <> 'use' then
    raise exception 'Only a use can be voided' using errcode = 'MSCON';
  end if;

  v_open := public.lock_counter_of_record(v_record, p_now);
  perform public.require_open_accounts(array[p_account_id]);

  v_void.id := public.uuid_v7(p_now);
  insert into public.usage_voids (account_id, record_id, void_id)
  values (p_account_id, p_record_id, v_void.id)
  on conflict do nothing;
  if not found then
    raise exception 'The record is already voided' using errcode = 'MSVOI';
  end if;
  if v_open.used < v_record.amount then
    -- The use came from a reservation that was committed on a counter already closed by a change of reset period, in
    -- the days before reservations moved to the new counter: that one never counted it.
    raise exception 'The counter does not hold this use' using errcode = 'MSCON';
  end if;

  -- It happened when the use did, so that the statistics of that hour fall with it.
  insert into public.usage_records (
    account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, voids_id, reason
  )
  values (
    p_account_id, v_void.id, v_record.feature_code, 'void', -v_record.amount, v_record.occurred_at, p_now,
    v_open.period_start, p_record_id, p_reason
  )
  returning * into v_void;
  perform public.note_stragglers(array[p_account_id], array[v_void.id], array[v_void.occurred_at], p_now);

  select * into v_payment
  from public.usage_payments
  where account_id = p_account_id and record_id = p_record_id;

  update public.user_usage
  set
    used = used - v_record.amount,
    overage = overage - coalesce(v_payment.units, 0),
    overage_credits = overage_credits - coalesce(v_payment.credits, 0),
    version = public.next_version(version, v_clock)
  where account_id = p_account_id
    and feature_code = v_record.feature_code
    and period_start = v_open.period_start;
  perform public.return_payments(p_account_id, array[p_record_id], p_reason, p_now);
  return v_void;
end;
$$;
