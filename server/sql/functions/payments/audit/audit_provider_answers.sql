-- Where payments of the accounts from one id to another are not as their providers said when they were last asked
-- (compare_payment).
create or replace function public.audit_provider_answers(
  p_from_account_id uuid,
  p_to_account_id uuid
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  select
    differing.rule, payment.account_id,
    jsonb_build_object('order', payment.order_id, 'payment', payment.id, 'provider', payment.provider)
      || differing.detail
  from public.payments as payment
  cross join lateral public.payment_differences(payment, payment.facts -> 'answer') as differing
  where payment.account_id between p_from_account_id and p_to_account_id and payment.facts ? 'answer';
$$;
