-- Where an account stands with one feature, or with all it is entitled to when `p_feature_code` is null: the very
-- counter that a use would be charged to now, or would open. No row where nothing grants the feature. Changes nothing;
-- expired reservations count as free. A renewal that is due must have taken effect before (see quota_states).
create or replace function public.quota_state(
  p_account_id uuid,
  p_feature_code text default null,
  p_now timestamptz default clock_timestamp()
) returns setof public.quota_state
language sql
stable
set search_path = ''
as $$
  select
    entitlement.feature_code,
    entitlement.kind,
    case
      when entitlement.kind = 'boolean' then public.is_switched_on(
        entitlement.plan_version_id, entitlement.is_enabled, entitlement.override_quota,
        entitlement.override_expires_at, p_now
      )
      else entitlement.is_enabled
    end,
    case when entitlement.kind = 'metered' then granted.quota end,
    coalesce(usage.used, opening.carried, 0),
    coalesce(usage.reserved - reserved.expired, moving.held, 0),
    coalesce(usage.reset_period, entitlement.reset_period),
    coalesce(usage.period_start, opening.period_start),
    coalesce(usage.period_end, opening.period_end),
    entitlement.time_zone,
    greatest(entitlement.version, usage.version),
    least(
      coalesce(usage.period_end, opening.period_end),
      nullif(
        public.quota_valid_until(entitlement.override_quota, entitlement.override_expires_at, p_now), 'infinity'
      ),
      reserved.next_expiry,
      moving.next_expiry
    ),
    coalesce(usage.overage - reserved.overage_expired, opening.overage + moving.overage, 0),
    coalesce(usage.overage_credits - reserved.credits_expired, opening.overage_credits + moving.overage_credits, 0),
    entitlement.overage = 'credits'
  from public.account_entitlements as entitlement
  cross join lateral (
    select public.effective_quota(
      entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_now
    ) as quota
  ) as granted
  left join lateral (
    select latest.*
    from (
      select *
      from public.user_usage as counter
      where counter.account_id = entitlement.account_id
        and counter.feature_code = entitlement.feature_code
        and counter.counts_from <= p_now
        and counter.counts_until > p_now
      order by counter.period_start desc
      limit 1
    ) as latest
    where latest.period_end > p_now
  ) as usage on true
  left join lateral (
    -- `offset 0` keeps the condition here, where it spares the call instead of filtering its result.
    select *
    from public.counter_to_open(entitlement, p_now)
    where usage.account_id is null and entitlement.kind = 'metered'
    offset 0
  ) as opening on true
  left join lateral (
    select
      coalesce(sum(reservation.amount) filter (where reservation.expires_at <= p_now), 0)::bigint as expired,
      coalesce(
        sum(reservation.overage) filter (where reservation.expires_at <= p_now), 0
      )::bigint as overage_expired,
      coalesce(
        sum(reservation.overage_credits) filter (where reservation.expires_at <= p_now), 0
      )::bigint as credits_expired,
      min(reservation.expires_at) filter (where reservation.expires_at > p_now) as next_expiry
    from public.usage_reservations as reservation
    where usage.reserved > 0
      and reservation.account_id = usage.account_id
      and reservation.feature_code = usage.feature_code
      and reservation.period_start = usage.period_start
      and reservation.status = 'held'
  ) as reserved on true
  left join lateral (
    -- Reservations move along with what a new counter carries over.
    select
      coalesce(sum(reservation.amount), 0)::bigint as held,
      coalesce(sum(reservation.overage), 0)::bigint as overage,
      coalesce(sum(reservation.overage_credits), 0)::bigint as overage_credits,
      min(reservation.expires_at) as next_expiry
    from public.user_usage as earlier
    join public.usage_reservations as reservation
      on reservation.account_id = earlier.account_id
      and reservation.feature_code = earlier.feature_code
      and reservation.period_start = earlier.period_start
    where opening.counts_from < opening.period_start
      and earlier.account_id = entitlement.account_id
      and earlier.feature_code = entitlement.feature_code
      and earlier.period_start < opening.period_start
      and earlier.period_end > opening.counts_from
      and earlier.reserved > 0
      and reservation.status = 'held'
      and reservation.expires_at > p_now
  ) as moving on true
  where entitlement.account_id = p_account_id
    and (p_feature_code is null or entitlement.feature_code = p_feature_code)
    and (
      granted.quota is not null
      or (entitlement.kind = 'boolean' and entitlement.plan_version_id is not null)
    );
$$;
