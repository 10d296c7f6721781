-- Gives accounts a plan version: entitlements and open counters follow in the same transaction; used amounts and the
-- anchor stay, so that switching up and down starts nothing afresh. Overrides stay too.
-- The caller holds lock_accounts for these accounts. Locks: counters, then credits.
create or replace function public.give_plan_version(
  p_account_ids uuid[],
  p_plan_version_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
-- Joins go from each account to what it has: by guesses, be they of plans kept from small tables, they would read all
-- accounts there are.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_material = off
as $$
declare
  v_clock constant bigint := public.version_clock();
  -- Since when each of them has it: a renewal that comes late took effect at its instant.
  v_sinces timestamptz[];
  v_feature_codes constant text[] := array(
    select feature_code from public.plan_features where plan_version_id = p_plan_version_id
  );
  v_count int;
begin
  select array_agg(coalesce(account_plan.renews_at, p_now) order by wanted.ordinal)
  into v_sinces
  from unnest(p_account_ids) with ordinality as wanted(account_id, ordinal)
  left join public.account_plans as account_plan
    on account_plan.account_id = wanted.account_id
    and account_plan.next_plan_version_id = p_plan_version_id
    and account_plan.renews_at <= p_now;

  update public.account_plans as account_plan
  set
    plan_id = given.plan_id,
    plan_version_id = given.id,
    -- A later version of the plan that waits for the renewal goes on waiting: this one has taken its time.
    next_plan_version_id = (
      select waiting.id
      from public.plan_versions as waiting
      where waiting.id = account_plan.next_plan_version_id
        and waiting.plan_id = given.plan_id
        and waiting.version > given.version
    ),
    started_at = case when account_plan.plan_id = given.plan_id then account_plan.started_at else p_now end,
    updated_at = p_now
  from public.plan_versions as given
  where account_plan.account_id = any (p_account_ids) and given.id = p_plan_version_id;
  get diagnostics v_count = row_count;

  if v_count < cardinality(p_account_ids) then
    insert into public.account_plans (
      account_id, plan_id, plan_version_id, anchor_at, renews_at, started_at, updated_at
    )
    select account.id, version.plan_id, version.id, p_now, period.period_end, p_now, p_now
    from public.accounts as account
    cross join public.plan_versions as version
    cross join lateral public.usage_period('monthly', p_now, account.time_zone, p_now) as period
    where account.id = any (p_account_ids) and version.id = p_plan_version_id
    order by account.id
    on conflict (account_id) do nothing;
  end if;

  -- Changes that failed are dropped where they are out of date: of another plan, or of a version not later than this.
  delete from public.account_change_failures as failure
  using public.plan_versions as failed, public.plan_versions as given
  where failure.account_id = any (p_account_ids)
    and failed.id = failure.plan_version_id
    and given.id = p_plan_version_id
    and (failed.plan_id <> given.plan_id or failed.version <= given.version);

  -- What the plan does not have any more: only an override can still grant it.
  update public.account_entitlements as entitlement
  set
    plan_version_id = null,
    plan_quota = null,
    overage = 'block',
    overage_credits = null,
    overage_units = null,
    in_force_from = v_sinces[array_position(p_account_ids, entitlement.account_id)],
    version = public.next_version(entitlement.version, v_clock)
  where entitlement.account_id = any (p_account_ids) and entitlement.feature_code <> all (v_feature_codes);
  if found then
    delete from public.account_entitlements
    where account_id = any (p_account_ids) and plan_version_id is null and override_quota is null;
  end if;

  update public.account_entitlements as entitlement
  set
    kind = feature.kind,
    plan_version_id = offer.plan_version_id,
    plan_quota = offer.quota,
    is_enabled = offer.is_enabled,
    reset_period = offer.reset_period,
    overage = offer.overage,
    overage_credits = offer.overage_credits,
    overage_units = offer.overage_units,
    alert_thresholds = offer.alert_thresholds,
    in_force_from = v_sinces[array_position(p_account_ids, entitlement.account_id)],
    version = public.next_version(entitlement.version, v_clock)
  from public.plan_features as offer
  join public.features as feature on feature.code = offer.feature_code
  where entitlement.account_id = any (p_account_ids)
    and offer.plan_version_id = p_plan_version_id
    and offer.feature_code = entitlement.feature_code;
  get diagnostics v_count = row_count;

  if v_count < cardinality(p_account_ids) * cardinality(v_feature_codes) then
    insert into public.account_entitlements (
      account_id, feature_code, kind, plan_version_id, plan_quota, is_enabled, reset_period, anchor_at, time_zone,
      overage, overage_credits, overage_units, alert_thresholds, in_force_from, version
    )
    select
      account.id, offer.feature_code, feature.kind, offer.plan_version_id, offer.quota, offer.is_enabled,
      offer.reset_period, account_plan.anchor_at, account.time_zone, offer.overage,
      offer.overage_credits, offer.overage_units, offer.alert_thresholds, given.since, v_clock
    from unnest(p_account_ids, v_sinces) as given(account_id, since)
    join public.accounts as account on account.id = given.account_id
    join public.account_plans as account_plan on account_plan.account_id = account.id
    join public.plan_features as offer on offer.plan_version_id = p_plan_version_id
    join public.features as feature on feature.code = offer.feature_code
    order by account.id, offer.feature_code
    on conflict (account_id, feature_code) do nothing;
  end if;

  perform public.sync_counters(p_account_ids, p_now);
  perform public.sync_plan_credits(p_account_ids, p_now);
end;
$$;
