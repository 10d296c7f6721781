-- Uses of an account and feature that a counter still counts, if it counts them at all: neither voided nor wiped by a
-- reset, which takes what its counter held then, its own and what it had carried over. Whether a use was charged
-- before a reset of its counter, their versions tell; the time at which each asked does not, since either may have
-- waited for the other.
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
