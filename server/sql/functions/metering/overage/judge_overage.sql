-- What credits have to pay of an amount that the quota does not have left (see refusal_of): the units beyond, and what
-- they cost by `p_terms`, rounded up. `code` says why they can't: quota_exceeded where the plan or the owner does not
-- let them (`credits` is null then), or the owner's limit for the period would be passed; insufficient_credits;
-- counter_full.
-- `p_available` is what the account has; null where nobody may spend it.
create or replace function public.judge_overage(
  p_counter public.user_usage,
  p_terms public.account_entitlements,
  p_available bigint,
  p_amount bigint,
  out units bigint,
  out credits bigint,
  out code text
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_consent public.elastic_consents;
  v_cost numeric;
begin
  select * into v_consent
  from public.elastic_consents
  where account_id = p_counter.account_id and feature_code = p_counter.feature_code and is_enabled;
  if not found or p_available is null or p_terms.overage is distinct from 'credits' then
    code := 'quota_exceeded';
    return;
  end if;

  units := p_amount - greatest(p_counter.quota + p_counter.overage - p_counter.used - p_counter.reserved, 0);
  v_cost := ceil(units::numeric * p_terms.overage_credits / p_terms.overage_units);
  credits := least(v_cost, public.counter_limit());
  code := case
    when p_counter.used + p_counter.reserved + p_amount > public.counter_limit() then 'counter_full'
    when p_counter.overage_credits + v_cost > v_consent.cap_per_period then 'quota_exceeded'
    when v_cost > p_available then 'insufficient_credits'
  end;
end;
$$;
