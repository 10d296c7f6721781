-- Where the numbers of quota_state come from: what the plan grants and an override makes of it, the records that
-- `used` sums up, the reservations that `reserved` does, and what came in this period too late to be charged. One
-- statement, so that all of it is of one instant and adds up, whatever is recorded meanwhile. No row where nothing
-- grants the feature. Changes nothing.
create or replace function public.explain_quota(
  p_account_id uuid,
  p_feature_code text,
  p_now timestamptz default clock_timestamp()
) returns table (
  state public.quota_state,
  -- Null where only an override grants the feature. Of one that is on or off, -1 and 0.
  plan_id uuid,
  plan_code text,
  plan_name jsonb,
  plan_version int,
  plan_quota bigint,
  -- Null unless it holds now.
  override_quota bigint,
  override_expires_at timestamptz,
  override_reason text,
  carried bigint,
  use_amount bigint,
  use_records bigint,
  void_amount bigint,
  void_records bigint,
  reset_amount bigint,
  reset_records bigint,
  held_amount bigint,
  held_reservations bigint,
  late_amount bigint,
  late_records bigint
)
language sql
stable
set search_path = ''
as $$
  select
    current_state,
    plan.id,
    plan.code,
    version.name,
    version.version,
    case
      when entitlement.kind = 'metered' then entitlement.plan_quota
      when entitlement.is_enabled then -1
      else 0
    end,
    override.quota,
    case when override.quota is not null then entitlement.override_expires_at end,
    case when override.quota is not null then entitlement.override_reason end,
    -- Where no counter is open yet: what it would begin with.
    coalesce(usage.carried, current_state.used),
    least(coalesce(charged.use_amount, 0), public.counter_limit())::bigint,
    charged.use_records,
    greatest(coalesce(charged.void_amount, 0), -public.counter_limit())::bigint,
    charged.void_records,
    greatest(coalesce(charged.reset_amount, 0), -public.counter_limit())::bigint,
    charged.reset_records,
    reserved.amount,
    reserved.reservations,
    late.amount,
    late.records
  from public.quota_state(p_account_id, p_feature_code, p_now) as current_state
  join public.account_entitlements as entitlement
    on entitlement.account_id = p_account_id and entitlement.feature_code = p_feature_code
  cross join lateral (
    select public.effective_quota(
      null, entitlement.override_quota, entitlement.override_expires_at, p_now
    ) as quota
  ) as override
  left join public.plan_versions as version on version.id = entitlement.plan_version_id
  left join public.plans as plan on plan.id = version.plan_id
  left join public.user_usage as usage
    on usage.account_id = p_account_id
    and usage.feature_code = p_feature_code
    and usage.period_start = current_state.period_start
  cross join lateral public.charged_sums(usage) as charged
  cross join lateral (
    select coalesce(sum(reservation.amount), 0)::bigint as amount, count(*) as reservations
    from public.usage_reservations as reservation
    where reservation.account_id = p_account_id
      and reservation.feature_code = p_feature_code
      and reservation.period_start = usage.period_start
      and reservation.status = 'held'
      and reservation.expires_at > p_now
  ) as reserved
  cross join lateral public.late_sums(
    p_account_id, p_feature_code, current_state.period_start, current_state.period_end
  ) as late;
$$;
