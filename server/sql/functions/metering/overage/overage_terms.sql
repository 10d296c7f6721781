-- By which entitlement a use may be paid beyond the quota: today's, or for a period that is over, the one of that
-- instant. Null fields where the use is dated past a version that waits for its instant, as nobody knows yet what that
-- one allows.
create or replace function public.overage_terms(
  p_counter public.user_usage,
  p_entitlement public.account_entitlements,
  p_at timestamptz,
  p_now timestamptz
) returns public.account_entitlements
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_counter.period_end <= p_now then
    return public.entitlement_at(p_counter.account_id, p_counter.feature_code, p_at);
  elsif p_at > p_now and exists (
    select
    from public.waiting_offer(p_counter.account_id, p_counter.feature_code, p_at)
    where renews_at > p_now
  ) then
    return null;
  end if;
  return p_entitlement;
end;
$$;
