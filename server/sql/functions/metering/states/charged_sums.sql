-- What the records that a counter holds sum up to, by their kind; nothing where there is no counter.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.charged_sums(p_counter public.user_usage)
returns table (
  use_amount numeric,
  use_records bigint,
  void_amount numeric,
  void_records bigint,
  reset_amount numeric,
  reset_records bigint
)
language sql
stable
as $$
  select
    sum(record.amount) filter (where record.kind = 'use'),
    count(*) filter (where record.kind = 'use'),
    sum(record.amount) filter (where record.kind = 'void'),
    count(*) filter (where record.kind = 'void'),
    sum(record.amount) filter (where record.kind = 'reset'),
    count(*) filter (where record.kind = 'reset')
  from public.usage_records as record
  where record.account_id = p_counter.account_id
    and record.feature_code = p_counter.feature_code
    and record.period_start = p_counter.period_start
    -- The counter alone decides. These leave out the rest of the account's history, with a day to spare for
    -- calls that read the clock before the counter was opened, or waited for it past its end.
    and record.occurred_at >= p_counter.counts_from - interval '1 day'
    and record.occurred_at < p_counter.period_end + interval '1 day'
    and record.id >= public.uuid_v7_floor(p_counter.counts_from - interval '1 day');
$$;
