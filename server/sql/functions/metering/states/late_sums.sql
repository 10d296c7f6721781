-- What came in a period too late to be charged to any.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.late_sums(
  p_account_id uuid,
  p_feature_code text,
  p_period_start timestamptz,
  p_period_end timestamptz
) returns table (amount bigint, records bigint)
language sql
stable
as $$
  select least(coalesce(sum(record.amount), 0), public.counter_limit())::bigint, count(*)
  from public.usage_records as record
  where record.account_id = p_account_id
    and record.feature_code = p_feature_code
    and record.kind = 'use'
    and record.period_start is null
    and record.created_at >= p_period_start
    and record.created_at < p_period_end
    -- None is taken that is older than 35 days; the ids, which are in the index, leave out what came before.
    and record.occurred_at >= p_period_start - public.max_usage_age() - interval '1 day'
    and record.occurred_at < p_period_start
    and record.id >= public.uuid_v7_floor(p_period_start);
$$;
