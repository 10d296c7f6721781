-- What an account was allowed when: uses that are told late are judged by it, and it explains what was refused.

-- Since when the entitlement is as it is. What it was before lies in account_entitlement_history.
alter table public.account_entitlements add column in_force_from timestamptz;
update public.account_entitlements as entitlement
set in_force_from = coalesce(
  (select started_at from public.account_plans as held where held.account_id = entitlement.account_id),
  entitlement.anchor_at
);
alter table public.account_entitlements alter column in_force_from set not null;

-- Entitlements as they were, each from one change to the next.
create table public.account_entitlement_history (
  account_id uuid not null references public.accounts (id) on delete cascade,
  feature_code text collate "C" not null,
  in_force_from timestamptz not null,
  in_force_until timestamptz not null,
  kind text not null,
  plan_version_id uuid,
  plan_quota bigint,
  is_enabled boolean not null,
  override_quota bigint,
  override_expires_at timestamptz,
  override_reason text,
  reset_period text,
  anchor_at timestamptz not null,
  time_zone text not null,
  overage text not null,
  alert_thresholds smallint[] not null,
  primary key (account_id, feature_code, in_force_from),
  constraint span_is_not_empty check (in_force_from < in_force_until)
);

alter table public.user_usage
  -- The end that the period was opened with, by the calendar of the zone at that time. No change of zone brings the end
  -- before it, and going back to that zone restores it. Null in rows that are older than this column: period_end.
  add column first_end timestamptz,
  -- The end that the period has unless a change of reset period closes it before: a new counter of the same kind goes
  -- on until then with what was used since. Null as above.
  add column due_end timestamptz;

-- When the same request can succeed, where it was refused for lack of quota and can at all.
alter type public.usage_outcome add attribute retry_at timestamptz;

-- Their parameters are others now.
drop function if exists public.counter_to_open(public.account_entitlements, timestamptz);
drop function if exists public.refresh_counter(uuid, text, timestamptz, timestamptz);
drop function if exists public.renew_counter(uuid, text, timestamptz, bigint, timestamptz, smallint[]);
drop function if exists public.judge_feature_usage(
  int[], uuid[], text[], bigint[], text[], timestamptz[], jsonb[], timestamptz[], timestamptz
);
