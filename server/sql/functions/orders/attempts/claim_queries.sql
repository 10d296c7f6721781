-- Takes attempts whose providers are due to be asked what became of them, for a node that then asks; the next time is
-- set here, so that a node that dies delays one question only. They are asked about after 30 s, then 1, 2, 5, 10 and
-- 20 minutes later, when their page ends, then 10 minutes, 1, 6 and 24 hours after that, and daily for a week: who paid
-- at a page that could not be closed gets the money back. While money is on its way: every 6 hours for 14 days. An
-- intent that nobody heard of for a minute is asked about too.
create or replace function public.claim_queries(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (
  account_id uuid,
  payment_id uuid,
  reference text,
  provider text,
  state text,
  checkout_id text,
  amount_minor bigint,
  currency text
)
language sql
set search_path = ''
as $$
  update public.payments as payment
  set
    queries = payment.queries + 1,
    last_query_at = p_now,
    next_query_at = case
      when payment.state in ('expired', 'succeeded') or payment.facts @> '{"final": true}' then null
      when payment.state = 'processing' then
        case when p_now < payment.created_at + interval '14 days' then p_now + interval '6 hours' end
      when p_now < payment.pay_until then
        least(
          payment.pay_until,
          p_now + (array[1, 2, 5, 10, 20])[least(payment.queries + 1, 5)] * interval '1 minute'
        )
      when p_now < payment.pay_until + interval '10 minutes' then payment.pay_until + interval '10 minutes'
      when p_now < payment.pay_until + interval '1 hour' then payment.pay_until + interval '1 hour'
      when p_now < payment.pay_until + interval '6 hours' then payment.pay_until + interval '6 hours'
      when p_now < payment.pay_until + interval '7 days' then p_now + interval '1 day'
    end
  where (payment.account_id, payment.id) in (
    select due.account_id, due.id
    from public.payments as due
    where due.next_query_at <= p_now
    order by due.next_query_at
    limit p_limit
    for no key update skip locked
  )
  returning
    payment.account_id, payment.id, payment.reference, payment.provider, payment.state, payment.checkout_id,
    payment.amount_minor, payment.currency;
$$;
