-- One row per account and feature it is entitled to: the plan, and where the account stands now.
-- `remaining` is -1 when unlimited, and counts what credits have paid beyond the quota as granted; `percent` counts
-- what the quota pays, of what is held as well as of what is used, one decimal, rounded down: 100 only where nothing is
-- left. `unit` is a text in each language.
create or replace view public.v_user_quota_overview as
select
  account.id as account_id,
  plan.code as plan_code,
  state.feature_code,
  feature.unit,
  state.kind,
  state.is_enabled,
  state.quota,
  state.used,
  state.reserved,
  case
    when state.kind = 'boolean' then null
    when state.quota = -1 then -1
    else greatest(state.quota + state.overage - state.used - state.reserved, 0)
  end as remaining,
  case
    when state.quota > 0 then round(div((state.used + state.reserved - state.overage) * 1000.0, state.quota) / 10, 1)
    when state.quota = 0 and state.used + state.reserved > 0 then 100.0
    when state.quota = 0 then 0.0
  end as percent,
  state.reset_period,
  state.period_start,
  state.period_end,
  case when isfinite(state.period_end) then state.period_end end as next_reset_at,
  state.time_zone,
  state.overage,
  state.overage_credits
from public.accounts as account
left join public.account_plans as account_plan on account_plan.account_id = account.id
left join public.plans as plan on plan.id = account_plan.plan_id
cross join lateral public.quota_state(account.id) as state
join public.features as feature on feature.code = state.feature_code;
