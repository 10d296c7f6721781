-- Why a use dated ahead of now is refused by the version that waits for its instant, null where it is not: by a clock
-- ahead of ours it happened after a renewal, so it must fit what the account will have then, too.
create or replace function public.waiting_refusal(
  p_entitlement public.account_entitlements,
  p_counter public.user_usage,
  p_amount bigint,
  p_at timestamptz,
  p_now timestamptz
) returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_offer record;
  v_quota bigint;
begin
  if p_at <= p_now then
    return null;
  end if;
  select *
  into v_offer
  from public.waiting_offer(p_entitlement.account_id, p_entitlement.feature_code, p_at)
  where renews_at > p_now;
  if not found then
    return null;
  end if;

  v_quota := public.effective_quota(
    v_offer.quota, p_entitlement.override_quota, p_entitlement.override_expires_at, p_at
  );
  return case
    when v_quota is null then 'feature_not_in_plan'
    else public.refusal_of(v_quota, p_counter.overage, p_counter.used + p_counter.reserved, p_amount)
  end;
end;
$$;
