-- For each quota that a version would offer: how many of these accounts use more of it, holds included, than they could
-- with that version from `p_now` on. Where the reset period changes, what the counter opened then would carry over is
-- asked of counter_to_open, as publishing does. An override that lasts shields its account from the plan. Changes and
-- locks nothing; features that none of them is over are left out.
-- Called by: metering/plan-queries.ts, for some accounts at a time.
create or replace function public.count_over_quota(
  p_account_ids uuid[],
  p_feature_codes text[],
  p_quotas bigint[],
  p_reset_periods text[],
  p_now timestamptz default clock_timestamp()
) returns table (feature_code text, accounts bigint)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_entitled record;
  v_entitlement public.account_entitlements;
  v_open record;
  v_next record;
  v_used bigint;
  v_over text[] := '{}';
begin
  for v_entitled in
    select entitlement, offer.quota, offer.reset_period
    from unnest(p_feature_codes, p_quotas, p_reset_periods) as offer(code, quota, reset_period)
    join public.account_entitlements as entitlement
      on entitlement.account_id = any (p_account_ids) and entitlement.feature_code = offer.code
    where offer.quota <> -1
      and entitlement.kind = 'metered'
      and public.effective_quota(
        null, entitlement.override_quota, entitlement.override_expires_at, p_now
      ) is null
  loop
    v_entitlement := v_entitled.entitlement;
    v_entitlement.reset_period := v_entitled.reset_period;

    select usage.reset_period, usage.used + usage.reserved as used
    into v_open
    from public.user_usage as usage
    where usage.account_id = v_entitlement.account_id
      and usage.feature_code = v_entitlement.feature_code
      and usage.period_start <= p_now
      and usage.period_end > p_now;

    if v_open.reset_period = v_entitled.reset_period then
      v_used := v_open.used;
    else
      v_next := public.counter_to_open(v_entitlement, p_now);
      select v_next.carried + coalesce(sum(usage.reserved), 0)
      into v_used
      from public.user_usage as usage
      where usage.account_id = v_entitlement.account_id
        and usage.feature_code = v_entitlement.feature_code
        and usage.period_end > v_next.counts_from
        and usage.reserved > 0;
    end if;
    if v_used > v_entitled.quota then
      v_over := v_over || v_entitlement.feature_code;
    end if;
  end loop;

  return query
  select code, count(*) from unnest(v_over) as code group by code order by code;
end;
$$;
