-- The owner's word on whether credits may pay for a feature beyond its quota, and up to how many credits a period
-- (null: no limit). Saying the same again changes nothing. From the next use on it holds; what is held already is
-- honoured.
-- Errors: MSAUN; MSFUN; MSFNP; MSINV a limit below 0; MSCON a yes where the plan does not let credits pay.
-- Locks: the balance, under which uses read it.
create or replace function public.set_elastic_consent(
  p_account_id uuid,
  p_feature_code text,
  p_is_enabled boolean,
  p_cap_per_period bigint,
  p_actor jsonb,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_entitlement public.account_entitlements;
begin
  perform from public.credit_balances where account_id = p_account_id for no key update;
  if not found then
    raise exception 'There is no such account' using errcode = 'MSAUN';
  end if;
  select * into v_entitlement
  from public.account_entitlements
  where account_id = p_account_id and feature_code = p_feature_code;
  if not found and public.refusal_without_grant(p_feature_code) = 'feature_unknown' then
    raise exception 'There is no feature %', p_feature_code using errcode = 'MSFUN';
  elsif not found then
    raise exception 'The plan does not include %', p_feature_code using errcode = 'MSFNP';
  elsif p_is_enabled and v_entitlement.overage <> 'credits' then
    raise exception 'The plan does not let credits pay for %', p_feature_code using errcode = 'MSCON';
  elsif p_cap_per_period not between 0 and public.counter_limit() then
    raise exception 'The limit is not from 0 to 2^53 - 1' using
      errcode = 'MSINV',
      detail = '{"errors": [{"path": "capPerPeriod", "message": "It must be a whole number from 0 to 2^53 - 1"}]}';
  end if;

  insert into public.elastic_consents as said (account_id, feature_code, is_enabled, cap_per_period, actor, at)
  values (p_account_id, p_feature_code, p_is_enabled, p_cap_per_period, p_actor, p_now)
  on conflict (account_id, feature_code) do update
  set
    is_enabled = excluded.is_enabled,
    cap_per_period = excluded.cap_per_period,
    actor = excluded.actor,
    at = excluded.at
  where (said.is_enabled, said.cap_per_period) is distinct from (excluded.is_enabled, excluded.cap_per_period);
end;
$$;
