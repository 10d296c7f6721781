-- An admin's reset: open counters of the account (of one feature, or of all) go back to nothing used, by a
-- correcting record, so that the records still add up. Alerts may fire again. Reservations stay; credits that paid for
-- what was used come back. Returns the features reset.
-- Errors: MSCON where the balance has no room for these credits; MSCLO.
-- Takes turns with changes of plan, which would close the counter it waits for and go on in another one.
create or replace function public.reset_usage(
  p_account_id uuid,
  p_feature_code text,
  p_reason text,
  p_now timestamptz default clock_timestamp()
) returns setof text
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
  v_counter record;
  v_version bigint;
  v_record_id uuid;
  v_paid record;
  v_paid_ids uuid[] := '{}';
begin
  perform public.lock_accounts(array[p_account_id]);
  perform public.require_open_accounts(array[p_account_id]);
  perform public.apply_due_versions(array[p_account_id], p_now);

  for v_counter in
    select usage as counter, usage.*, entitlement.alert_thresholds
    from public.user_usage as usage
    join public.account_entitlements as entitlement using (account_id, feature_code)
    where usage.account_id = p_account_id
      and (p_feature_code is null or usage.feature_code = p_feature_code)
      -- What happens now is charged here; a change of plan that came before us may have opened it later than we asked.
      and usage.counts_from <= p_now
      and usage.counts_until > p_now
      and usage.period_end > p_now
    order by usage.account_id, usage.feature_code, usage.period_start desc
    for no key update of usage
  loop
    v_version := public.next_version(v_counter.version, v_clock);
    -- Asked before the record below, which takes all of them back.
    select
      array_agg(payment.record_id) as record_ids,
      coalesce(sum(payment.units), 0)::bigint as units,
      coalesce(sum(payment.credits), 0)::bigint as credits
    into v_paid
    from (select) as always
    cross join lateral public.counted_payments(v_counter.counter) as payment
    where v_counter.overage > 0;
    v_paid_ids := v_paid_ids || v_paid.record_ids;
    if v_counter.used > 0 then
      v_record_id := public.uuid_v7(p_now);
      insert into public.usage_records (
        account_id, id, feature_code, kind, amount, occurred_at, created_at, period_start, reason, counter_version
      )
      values (
        p_account_id, v_record_id, v_counter.feature_code, 'reset', -v_counter.used, p_now, p_now,
        v_counter.period_start, p_reason, v_version
      );
      perform public.note_stragglers(array[p_account_id], array[v_record_id], array[p_now], p_now);
    end if;
    update public.user_usage
    set
      used = 0,
      overage = overage - v_paid.units,
      overage_credits = overage_credits - v_paid.credits,
      limit_epoch = limit_epoch + 1,
      next_alert_used = public.next_alert_used(quota, v_counter.alert_thresholds, 0),
      version = v_version
    where account_id = p_account_id
      and feature_code = v_counter.feature_code
      and period_start = v_counter.period_start;
    return next v_counter.feature_code;
  end loop;
  -- Balances come after all counters.
  perform public.return_payments(p_account_id, v_paid_ids, p_reason, p_now);
end;
$$;
