-- What credits would have to pay of an amount that the quota does not have left, and why they can't: the same as
-- recording it would find (see judge_overage), for a state that quota_state has just told. Changes nothing. `cap_left`
-- is what the owner's limit for the period leaves, if there is one.
create or replace function public.judge_state_overage(
  p_account_id uuid,
  p_state public.quota_state,
  p_amount bigint,
  p_now timestamptz,
  out credits bigint,
  out code text,
  out cap_left bigint
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_counter public.user_usage;
  v_entitlement public.account_entitlements;
begin
  v_counter.account_id := p_account_id;
  v_counter.feature_code := p_state.feature_code;
  v_counter.quota := p_state.quota;
  v_counter.used := p_state.used;
  v_counter.reserved := p_state.reserved;
  v_counter.overage := p_state.overage;
  v_counter.overage_credits := p_state.overage_credits;
  select * into v_entitlement
  from public.account_entitlements
  where account_id = p_account_id and feature_code = p_state.feature_code;
  select judged.credits, judged.code
  into credits, code
  from public.judge_overage(
    v_counter, v_entitlement, (public.credit_state(p_account_id, p_now)).available, p_amount
  ) as judged;
  cap_left := public.overage_cap_left(v_counter);
end;
$$;
