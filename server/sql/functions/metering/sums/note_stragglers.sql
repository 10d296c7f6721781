-- Notes those of the records just written that the sums of usage would miss otherwise: told long after they happened,
-- or of a time that is being summed up. Called by every function that writes records, after that and in the same
-- transaction, with the instant that made their ids. Arrays run in step.
-- Whoever has written a record holds a lock on the table until its transaction ends. sum_up_usage waits for those that
-- hold it once the aim is set, so whoever reads the aim later, in a statement of its own, reads that one.
create or replace function public.note_stragglers(
  p_account_ids uuid[],
  p_record_ids uuid[],
  p_occurred_ats timestamptz[],
  p_now timestamptz
) returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_aim_at timestamptz;
begin
  select aim_at into v_aim_at from public.usage_sums_state;
  insert into public.usage_stragglers (account_id, record_id, feature_code, kind, amount, occurred_at)
  select record.account_id, record.id, record.feature_code, record.kind, record.amount, record.occurred_at
  from unnest(p_account_ids, p_record_ids, p_occurred_ats) as told(account_id, record_id, occurred_at)
  join public.usage_records as record
    on record.account_id = told.account_id
    and record.occurred_at = told.occurred_at
    and record.id = told.record_id
  where p_now < v_aim_at or told.occurred_at < p_now - public.straggling_after();
end;
$$;
