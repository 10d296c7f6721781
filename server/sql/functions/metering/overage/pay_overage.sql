-- Takes from credits what was judged to be paid by them, a line of the ledger for each use; counters say so already.
-- Arrays run in step: the events and what became of them, all written already (see write_feature_usage). The caller
-- holds the locks of counters and balances (lock_overage_balances), so what was found to suffice does.
create or replace function public.pay_overage(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_outcomes public.usage_outcome[],
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_account record;
begin
  -- Spares the rest where credits pay nothing, as nearly always.
  if not exists (select from unnest(p_outcomes) where status = 'recorded' and paid_credits > 0) then
    return;
  end if;

  for v_account in
    select
      event.account_id as id,
      array_agg(event.record_id order by event.ordinal) as record_ids,
      array_agg(event.paid_units order by event.ordinal) as units,
      array_agg(event.paid_credits order by event.ordinal) as costs,
      array_agg(event.place order by event.ordinal) as places
    from (
      select *, row_number() over (partition by account_id order by ordinal)::int as place
      from unnest(p_account_ids, p_outcomes) as paid(account_id)
      where status = 'recorded' and paid_credits > 0
    ) as event
    group by event.account_id
    order by event.account_id
  loop
    insert into public.usage_payments (account_id, record_id, units, credits, transaction_id)
    select
      v_account.id, v_account.record_ids[line.ordinal], v_account.units[line.ordinal], line.amount, line.transaction_id
    from public.judge_credit_uses(
      v_account.id, v_account.places, v_account.costs, '{}', '{}', '{}', false, p_now, v_account.record_ids
    ) as line;
  end loop;

  perform public.alert_overage(usage)
  from unnest(p_account_ids, p_feature_codes, p_outcomes) as event(account_id, feature_code)
  join public.user_usage as usage
    on usage.account_id = event.account_id
    and usage.feature_code = event.feature_code
    and usage.period_start = event.period_start
  where event.status = 'recorded'
    and event.paid_credits > 0
    and public.overage_threshold()::text = any (string_to_array(event.alerts, ','));
end;
$$;
