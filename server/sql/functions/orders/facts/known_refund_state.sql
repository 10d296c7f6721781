-- What the provider last said of a refund that it tells of, in news (p_refunds, by its id) or in an answer to us; null
-- where nothing is known of it.
-- The caller holds the order.
create or replace function public.known_refund_state(p_payment public.payments, p_refunds jsonb, p_told jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select state
  from (
    select p_refunds -> (p_told ->> 'providerRefundId') ->> 'state' as state
    union all
    select refund.state
    from public.refunds as refund
    where refund.account_id = p_payment.account_id
      and refund.payment_id = p_payment.id
      and (
        refund.refund_number = p_told ->> 'refundNumber' or refund.provider_refund_id = p_told ->> 'providerRefundId'
      )
  ) as said
  where state is not null
  order by array_position(array['requested', 'pending', 'failed', 'succeeded'], state) desc
  limit 1;
$$;
