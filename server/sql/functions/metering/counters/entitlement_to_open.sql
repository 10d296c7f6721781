-- By which entitlement, and with which quota, a counter is to be opened for an instant: by today's where the instant
-- falls into what is its current period; by the one of that instant where that period has ended, since late uses are
-- judged by what the account was allowed then: the last quota that held in it. Null fields where nothing granted the
-- feature, or the period closed more than 24 hours ago: such a use is charged to nothing.
create or replace function public.entitlement_to_open(
  p_entitlement public.account_entitlements,
  p_account_id uuid,
  p_feature_code text,
  p_instant timestamptz,
  p_now timestamptz,
  out entitlement public.account_entitlements,
  out quota bigint,
  -- Where another reset period began before the period would have ended.
  out ends_at timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_end timestamptz;
begin
  quota := public.effective_quota(
    p_entitlement.plan_quota, p_entitlement.override_quota, p_entitlement.override_expires_at, p_now
  );
  if quota is not null then
    v_end := (
      public.usage_period(
        p_entitlement.reset_period, p_entitlement.anchor_at, p_entitlement.time_zone, p_instant
      )
    ).period_end;
    if v_end > p_now then
      entitlement := p_entitlement;
      ends_at := 'infinity';
      return;
    end if;
  end if;

  quota := null;
  -- A closed account takes late uses no more.
  if public.account_is_closed(p_account_id) then
    return;
  end if;
  entitlement := public.entitlement_at(p_account_id, p_feature_code, p_instant);
  if entitlement.kind is distinct from 'metered'
    or public.effective_quota(
      entitlement.plan_quota, entitlement.override_quota, entitlement.override_expires_at, p_instant
    ) is null
  then
    entitlement := null;
    return;
  end if;

  select coalesce(min(later.in_force_from), 'infinity')
  into ends_at
  from (
    select in_force_from, reset_period
    from public.account_entitlement_history
    where account_id = p_account_id and feature_code = p_feature_code
    union all
    select p_entitlement.in_force_from, p_entitlement.reset_period
  ) as later
  where later.in_force_from > p_instant and later.reset_period <> (entitlement).reset_period;

  v_end := (
    public.usage_period(entitlement.reset_period, entitlement.anchor_at, entitlement.time_zone, p_instant)
  ).period_end;
  v_end := least(v_end, ends_at);
  if v_end > p_now or v_end + public.usage_grace() <= p_now then
    entitlement := null;
    return;
  end if;
  quota := coalesce(
    public.quota_at(p_account_id, p_feature_code, v_end - interval '1 microsecond'),
    public.quota_at(p_account_id, p_feature_code, p_instant)
  );
end;
$$;
