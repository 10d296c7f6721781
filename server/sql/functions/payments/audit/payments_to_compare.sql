-- Attempts of the accounts from one id to another that began since an instant and whose providers can be asked how they
-- stand: first those that differed when they were asked before, then those that were not asked for the longest.
-- Money that came some other way than by an attempt of its own (add_received_payment) can't be asked about.
create or replace function public.payments_to_compare(
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_since timestamptz,
  p_providers text[],
  p_limit int
) returns table (
  account_id uuid,
  payment_id uuid,
  reference text,
  provider text,
  state text,
  checkout_id text,
  amount_minor bigint,
  refunded_minor bigint,
  currency text,
  differed boolean,
  asked_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  select
    payment.account_id, payment.id, payment.reference, payment.provider, payment.state, payment.checkout_id,
    payment.amount_minor, payment.refunded_minor, payment.currency, payment.facts ? 'answer', payment.last_query_at
  from public.payments as payment
  join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id
  where payment.account_id between p_from_account_id and p_to_account_id
    and payment.created_at >= p_since
    and payment.state <> 'intent'
    and payment.provider = any (p_providers)
    and payment.reference = orders.order_number || lpad(payment.attempt::text, 2, '0')
  order by payment.facts ? 'answer' desc, payment.last_query_at nulls first
  limit p_limit;
$$;
