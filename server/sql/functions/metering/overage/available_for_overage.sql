-- What an account may spend on use of a feature beyond its quota; null where the plan, by `p_terms`, or the owner does
-- not let it. Settles what is due of its credits.
-- Locks: the balance, where they let it. The caller may hold counters of this account.
create or replace function public.available_for_overage(
  p_account_id uuid,
  p_feature_code text,
  p_terms public.account_entitlements,
  p_now timestamptz
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_balance public.credit_balances;
begin
  if p_terms.overage is distinct from 'credits' or not exists (
    select
    from public.elastic_consents
    where account_id = p_account_id and feature_code = p_feature_code and is_enabled
  ) then
    return null;
  end if;
  v_balance := public.settle_credits(p_account_id, p_now);
  return v_balance.balance - v_balance.held;
end;
$$;
