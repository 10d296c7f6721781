-- For each event the start of the counter it is to be charged to, opening counters that are missing; null where
-- the account is not entitled, the feature carries no counter, or the period closed more than 24 hours ago.
-- Locks: see open_counters; no existing counter is locked here. A caller that locks one afterwards must look at its
-- `counts_until`: another counter may have taken over meanwhile.
create or replace function public.find_counters(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_occurred_ats timestamptz[],
  p_now timestamptz
) returns timestamptz[]
language plpgsql
set search_path = ''
as $$
declare
  v_starts timestamptz[];
  v_has_gaps boolean;
begin
  for v_attempt in 1..2 loop
    select
      array_agg(
        case when usage.period_end + public.usage_grace() > p_now then usage.period_start end
        order by event.ordinal
      ),
      coalesce(bool_or(usage.period_start is null), false)
    into v_starts, v_has_gaps
    from unnest(p_account_ids, p_feature_codes, p_occurred_ats) with ordinality
      as event(account_id, feature_code, occurred_at, ordinal)
    left join lateral (
      select latest.period_start, latest.period_end
      from (
        select period_start, period_end
        from public.user_usage
        where account_id = event.account_id
          and feature_code = event.feature_code
          and counts_from <= coalesce(event.occurred_at, p_now)
          and counts_until > coalesce(event.occurred_at, p_now)
        order by period_start desc
        limit 1
      ) as latest
      where latest.period_end > coalesce(event.occurred_at, p_now)
    ) as usage on true;

    exit when not v_has_gaps or v_attempt = 2;

    perform public.open_counters(
      array_agg(event.account_id), array_agg(event.feature_code),
      array_agg(coalesce(event.occurred_at, p_now)), p_now
    )
    from unnest(p_account_ids, p_feature_codes, p_occurred_ats) as event(account_id, feature_code, occurred_at)
    where not exists (
      select
      from public.user_usage as usage
      where usage.account_id = event.account_id
        and usage.feature_code = event.feature_code
        and usage.counts_from <= coalesce(event.occurred_at, p_now)
        and usage.counts_until > coalesce(event.occurred_at, p_now)
        and usage.period_end > coalesce(event.occurred_at, p_now)
    )
    and coalesce(event.occurred_at, p_now) between p_now - public.max_usage_age() and p_now + public.max_clock_skew();
  end loop;
  return v_starts;
end;
$$;
