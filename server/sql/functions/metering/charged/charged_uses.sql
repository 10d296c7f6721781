-- The uses of an account and feature that still count: each was charged to a counter, and was neither voided nor wiped
-- by a reset. A reset wipes all that its counter held by then: the uses charged to it, and those it had carried over
-- from the counters before it.
-- Which came first, a use or a reset of the same counter, is told by the version that each gave the counter. Their
-- times don't tell it: each has its time from before it waited for the counter's lock.
-- No search_path of its own: Postgres inlines it into its caller, which has one.
create or replace function public.charged_uses(
  p_account_id uuid,
  p_feature_code text
) returns setof public.usage_records
language sql
stable
as $$
  select record.*
  from public.usage_records as record
  where record.account_id = p_account_id
    and record.feature_code = p_feature_code
    and record.kind = 'use'
    and record.period_start is not null
    and not exists (
      select
      from public.usage_voids as void
      where void.account_id = record.account_id and void.record_id = record.id
    )
    and not exists (
      select
      from public.usage_records as reset
      join public.user_usage as wiped
        on wiped.account_id = reset.account_id
        and wiped.feature_code = reset.feature_code
        and wiped.period_start = reset.period_start
      where reset.account_id = p_account_id
        and reset.feature_code = p_feature_code
        and reset.kind = 'reset'
        and case
          when wiped.period_start = record.period_start
          then coalesce(
            reset.counter_version > record.counter_version,
            -- One of them was written before versions were.
            reset.created_at >= record.created_at
          )
          else wiped.period_start > record.period_start
            and wiped.counts_from < wiped.period_start
            and wiped.counts_from <= record.occurred_at
        end
    );
$$;
