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
begin
  for v_attempt in 1..2 loop
    select
      array_agg(
        case when usage.period_end + public.usage_grace() > p_now then usage.period_start end
        order by event.ordinal
      )
    into v_starts
    from unnest(p_account_ids, p_feature_codes, p_occurred_ats) with ordinality
      as event(account_id, feature_code, occurred_at, ordinal)
    left join lateral (
      select latest.period_start, latest.period_end
      from (
        select period_start, period_end
        from public.user_usage
        where account_id = event.account_id
          and feature_code = event.feature_code
          and counts_from <= event.occurred_at
          and counts_until > event.occurred_at
        order by period_start desc
        limit 1
      ) as latest
      where latest.period_end > event.occurred_at
    ) as usage on true;

    exit when array_position(v_starts, null) is null or v_attempt = 2;

    perform public.open_counters(array_agg(account_id), array_agg(feature_code), array_agg(occurred_at), p_now)
    from unnest(p_account_ids, p_feature_codes, p_occurred_ats, v_starts)
      as event(account_id, feature_code, occurred_at, period_start)
    where period_start is null;
  end loop;
  return v_starts;
end;
$$;
