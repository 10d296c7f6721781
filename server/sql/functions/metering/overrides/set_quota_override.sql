-- Sets, or with a null quota lifts, an admin's override of one feature's quota; -1 switches one on that is on or off,
-- 0 off. Returns false when the account neither has nor is given the feature.
-- Errors: MSFUN unknown feature, MSINV another number for one that is on or off, MSCLO.
create or replace function public.set_quota_override(
  p_account_id uuid,
  p_feature_code text,
  p_quota bigint,
  p_expires_at timestamptz,
  p_reason text,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_kind text;
  v_clock bigint;
begin
  select kind into v_kind from public.features where code = p_feature_code;
  if v_kind is null then
    raise exception 'There is no feature %', p_feature_code using errcode = 'MSFUN';
  elsif v_kind = 'boolean' and p_quota not in (-1, 0) then
    raise exception 'A boolean feature has no quota to override' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "quota", "message": "It is on or off: give -1 for on, 0 for off"}]}';
  end if;

  perform public.lock_accounts(array[p_account_id]);
  perform public.require_open_accounts(array[p_account_id]);
  perform public.apply_due_versions(array[p_account_id], p_now);
  v_clock := public.version_clock();
  -- An earlier one that could not be ended is replaced.
  delete from public.account_change_failures where account_id = p_account_id and change = 'override_end';

  if p_quota is null then
    update public.account_entitlements
    set
      override_quota = null,
      override_expires_at = null,
      override_reason = null,
      in_force_from = p_now,
      version = public.next_version(version, v_clock)
    where account_id = p_account_id and feature_code = p_feature_code and override_quota is not null;
    if not found then
      return false;
    end if;
    delete from public.account_entitlements
    where account_id = p_account_id and feature_code = p_feature_code and plan_version_id is null;
  else
    insert into public.account_entitlements (
      account_id, feature_code, kind, override_quota, override_expires_at, override_reason, reset_period,
      anchor_at, time_zone, in_force_from, version
    )
    select
      account.id, p_feature_code, v_kind, p_quota, p_expires_at, p_reason,
      case v_kind when 'metered' then 'monthly' end,
      coalesce(account_plan.anchor_at, p_now), account.time_zone, p_now, v_clock
    from public.accounts as account
    left join public.account_plans as account_plan on account_plan.account_id = account.id
    where account.id = p_account_id
    on conflict (account_id, feature_code) do update
    set
      override_quota = excluded.override_quota,
      override_expires_at = excluded.override_expires_at,
      override_reason = excluded.override_reason,
      in_force_from = excluded.in_force_from,
      version = public.next_version(account_entitlements.version, v_clock);
  end if;

  perform public.sync_counters(array[p_account_id], p_now);
  return true;
end;
$$;
