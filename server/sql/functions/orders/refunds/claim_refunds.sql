-- Takes refunds that are due to be asked for, for a node that then asks; under the same number each time, so that
-- the money goes back once. They are asked for again after 1, 2, 4 … minutes, at most a day, until the provider has
-- said its final word.
create or replace function public.claim_refunds(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (
  account_id uuid,
  refund_id uuid,
  refund_number text,
  amount_minor bigint,
  payment_id uuid,
  reference text,
  provider text,
  provider_payment_id text,
  received_minor bigint,
  refunded_minor bigint,
  currency text,
  checkout_id text
)
language sql
set search_path = ''
as $$
  with claimed as (
    update public.refunds as refund
    set
      send_at = p_now + public.retry_delay(refund.attempts, interval '1 minute', interval '1 day'),
      attempts = refund.attempts + 1
    where (refund.account_id, refund.id) in (
      select due.account_id, due.id
      from public.refunds as due
      where due.state in ('requested', 'pending') and due.send_at <= p_now
      order by due.send_at
      limit p_limit
      for no key update skip locked
    )
    returning refund.*
  )
  select
    claimed.account_id, claimed.id, claimed.refund_number, claimed.amount_minor, payment.id,
    payment.reference, payment.provider, payment.provider_payment_id, payment.received_minor, payment.refunded_minor,
    payment.currency, payment.checkout_id
  from claimed
  join public.payments as payment
    on payment.account_id = claimed.account_id and payment.id = claimed.payment_id;
$$;
