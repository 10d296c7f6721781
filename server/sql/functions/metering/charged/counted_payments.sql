-- What credits have paid of the uses that a counter counts: its own, and those that it has carried over. To be asked
-- where they have paid something: it reads the uses of the period.
create or replace function public.counted_payments(p_counter public.user_usage) returns setof public.usage_payments
language plpgsql
stable
set search_path = ''
as $$
declare
  -- As in counter_to_open.
  v_kept_from uuid;
begin
  if exists (
    select
    from public.archived_uses as archived
    where archived.account_id = p_counter.account_id and archived.feature_code = p_counter.feature_code
  ) then
    v_kept_from := public.oldest_kept_usage();
  end if;

  return query
  select payment.*
  from public.charged_uses(p_counter.account_id, p_counter.feature_code) as record
  join public.usage_payments as payment
    on payment.account_id = p_counter.account_id and payment.record_id = record.id
  -- These two leave out the rest of the account's history, as in explain_quota; the others alone decide.
  where record.occurred_at >= p_counter.counts_from - interval '1 day'
    and record.id >= public.uuid_v7_floor(p_counter.counts_from - interval '1 day')
    and (record.id >= v_kept_from) is not false
    and (
      record.period_start = p_counter.period_start
      or (
        p_counter.counts_from < p_counter.period_start
        and record.period_start < p_counter.period_start
        and record.occurred_at >= p_counter.counts_from
      )
    );

  if v_kept_from is null then
    return;
  end if;
  -- Of months that have left for files.
  return query
  select payment.*
  from public.charged_archived_uses(p_counter.account_id, p_counter.feature_code, v_kept_from) as archived
  cross join lateral public.archived_payments(archived) as payment
  where archived.period_start = p_counter.period_start
    or (
      p_counter.counts_from < p_counter.period_start
      and archived.period_start < p_counter.period_start
      and archived.last_at >= p_counter.counts_from
    );
end;
$$;
