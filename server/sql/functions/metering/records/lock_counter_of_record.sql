-- Locks and returns the open counter in which a record still counts: its own, or the newest that carried it over when
-- the reset period changed. Null fields when it counts nowhere any more: late, its period closed, voided, or reset
-- since.
-- Errors: 40001 (another row took over meanwhile, try again).
create or replace function public.lock_counter_of_record(
  p_record public.usage_records,
  p_now timestamptz
) returns public.user_usage
language plpgsql
set search_path = ''
as $$
declare
  v_start timestamptz;
  v_open public.user_usage;
begin
  select usage.period_start into v_start
  from public.user_usage as usage
  where usage.account_id = p_record.account_id
    and usage.feature_code = p_record.feature_code
    and (
      usage.period_start = p_record.period_start
      or (
        usage.period_start > p_record.period_start
        and usage.counts_from < usage.period_start
        and usage.counts_from <= p_record.occurred_at
      )
    )
  order by usage.period_start desc
  limit 1;

  select usage.* into v_open
  from public.user_usage as usage
  where usage.account_id = p_record.account_id
    and usage.feature_code = p_record.feature_code
    and usage.period_start = v_start
  for no key update;

  -- Locking the newer row while holding the older one would be against the order of locks.
  if v_open.counts_until <= p_record.occurred_at then
    raise exception 'another counter has taken over' using errcode = 'serialization_failure';
  end if;
  if v_start is null or v_open.period_end <= p_now then
    return null;
  end if;

  perform
  from public.charged_uses(p_record.account_id, p_record.feature_code) as charged
  where charged.occurred_at = p_record.occurred_at and charged.id = p_record.id;
  if not found then
    return null;
  end if;
  return v_open;
end;
$$;
