-- For each quota that a version would offer: how many of these accounts use more of it, reservations included, than
-- they could with that version from `p_now` on, apart from what credits have paid. Where the reset period changes, what
-- the counter opened then would carry over is asked of counter_to_open, as publishing does. An override that lasts
-- shields its account from the plan. Changes and locks nothing; features that none of them is over are left out.
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
  v_open public.user_usage;
  -- Of the counter that publishing would open, if it would.
  v_counts_from timestamptz;
  v_carried bigint;
  v_overage bigint;
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

    v_counts_from := null;
    v_carried := null;
    v_overage := null;
    -- The very one that a use would be charged to now.
    select latest.*
    into v_open
    from (
      select *
      from public.user_usage as usage
      where usage.account_id = v_entitlement.account_id
        and usage.feature_code = v_entitlement.feature_code
        and usage.counts_from <= p_now
        and usage.counts_until > p_now
      order by usage.period_start desc
      limit 1
    ) as latest
    where latest.period_end > p_now;
    if v_open.reset_period is distinct from v_entitled.reset_period then
      select opening.counts_from, opening.carried, opening.overage
      into v_counts_from, v_carried, v_overage
      from public.counter_to_open(v_entitlement, p_now) as opening;
    else
      select v_open.overage - coalesce(sum(reservation.overage), 0)
      into v_overage
      from public.usage_reservations as reservation
      where reservation.account_id = v_entitlement.account_id
        and reservation.feature_code = v_entitlement.feature_code
        and reservation.period_start = v_open.period_start
        and reservation.status = 'held';
    end if;

    select
      coalesce(v_carried, v_open.used) - coalesce(v_overage, 0)
      + coalesce(sum(reservation.amount - reservation.overage), 0)
    into v_used
    from public.usage_reservations as reservation
    join public.user_usage as usage
      on usage.account_id = reservation.account_id
      and usage.feature_code = reservation.feature_code
      and usage.period_start = reservation.period_start
    where reservation.account_id = v_entitlement.account_id
      and reservation.feature_code = v_entitlement.feature_code
      and reservation.status = 'held'
      and reservation.expires_at > p_now
      and case
        when v_counts_from is null then reservation.period_start = v_open.period_start
        else usage.period_end > v_counts_from
      end;
    if v_used > v_entitled.quota then
      v_over := v_over || v_entitlement.feature_code;
    end if;
  end loop;

  return query
  select code, count(*) from unnest(v_over) as code group by code order by code;
end;
$$;
