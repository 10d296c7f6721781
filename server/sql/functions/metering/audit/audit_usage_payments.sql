-- Part of audit_usage: what credits paid beyond quotas. Counters, payments, the lines of the ledger and what is held
-- tell one story.
create or replace function public.audit_usage_payments(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  select
    'overage = what credits paid and hold', usage.account_id,
    jsonb_build_object(
      'featureCode', usage.feature_code, 'periodStart', usage.period_start,
      'is', usage.overage, 'should be', paid.units + held.units
    )
  from public.user_usage as usage
  cross join lateral (
    select coalesce(sum(payment.units), 0) as units, coalesce(sum(payment.credits), 0) as credits
    from public.counted_payments(usage) as payment
  ) as paid
  cross join lateral (
    select
      coalesce(sum(reservation.overage), 0) as units, coalesce(sum(reservation.overage_credits), 0) as credits
    from public.usage_reservations as reservation
    where reservation.account_id = usage.account_id
      and reservation.feature_code = usage.feature_code
      and reservation.period_start = usage.period_start
      and reservation.status = 'held'
  ) as held
  where usage.account_id between p_from_account_id and p_to_account_id
    -- Of most there is nothing to sum up, and each sum is a search of its own.
    and (
      usage.overage <> 0
      or usage.overage_credits <> 0
      or usage.account_id in (
        select payment.account_id
        from public.usage_payments as payment
        where payment.account_id between p_from_account_id and p_to_account_id
      )
      or usage.account_id in (
        select reservation.account_id
        from public.usage_reservations as reservation
        where reservation.account_id between p_from_account_id and p_to_account_id
          and reservation.status = 'held'
          and reservation.overage > 0
      )
    )
    -- A counter that another has taken over, or that is closed, keeps what was taken back since.
    and (
      usage.overage < paid.units + held.units
      or usage.overage_credits < paid.credits + held.credits
      or (
        usage.counts_until = 'infinity'
        -- Of months that are gone neither the uses are known nor what took them back.
        and public.uuid_v7_floor(usage.counts_from - public.max_clock_skew()) >= public.oldest_kept_usage()
        and not exists (
          select
          from public.usage_records as void
          where void.account_id = usage.account_id
            and void.feature_code = usage.feature_code
            and void.kind = 'void'
            and void.period_start is null
        )
        and (usage.overage, usage.overage_credits) <> (paid.units + held.units, paid.credits + held.credits)
      )
    )
  union all
  select
    'a payment = its record and line', payment.account_id,
    jsonb_build_object('record', payment.record_id, 'is', payment.credits, 'should be', line.amount)
  from public.usage_payments as payment
  left join public.usage_records as record
    on record.account_id = payment.account_id and record.id = payment.record_id and record.kind = 'use'
  left join public.credit_transactions as line
    on line.account_id = payment.account_id and line.id = payment.transaction_id and line.type = 'consume'
  where payment.account_id between p_from_account_id and p_to_account_id
    and (
      -- Months of records may have been dropped.
      (record.amount is null and payment.record_id >= public.oldest_kept_usage())
      or payment.units > record.amount
      or line.amount is distinct from payment.credits
      or line.usage_record_id is distinct from payment.record_id
    )
  union all
  select
    'a line of a use = its payment', line.account_id,
    jsonb_build_object('seq', line.seq, 'is', line.usage_record_id, 'should be', payment.record_id)
  from public.credit_transactions as line
  left join public.usage_payments as payment
    on payment.account_id = line.account_id and payment.transaction_id = line.id
  where line.account_id between p_from_account_id and p_to_account_id
    and line.usage_record_id is not null
    and payment.record_id is distinct from line.usage_record_id
  union all
  select
    'a reservation beyond a quota = its credits', reservation.account_id,
    jsonb_build_object(
      'reservation', reservation.id, 'is', reservation.overage_credits, 'should be', credit.amount
    )
  from public.usage_reservations as reservation
  left join public.credit_reservations as credit
    on credit.account_id = reservation.account_id and credit.id = reservation.credit_reservation_id
  where reservation.account_id between p_from_account_id and p_to_account_id
    and reservation.overage > 0
    -- Each of two that expired is closed, and forgotten, by its own clock.
    and (credit.id is not null or reservation.status <> 'expired')
    and (
      (credit.amount, credit.expires_at) is distinct from (reservation.overage_credits, reservation.expires_at)
      -- Both end at one instant, each once it is touched.
      or (credit.status = 'committed') <> (reservation.status = 'committed')
      or (credit.status = 'released' and reservation.status <> 'released')
      or (reservation.status = 'released' and credit.status = 'held')
    );
$$;
