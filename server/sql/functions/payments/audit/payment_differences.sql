-- Where a payment is not as its provider says. p_answer: what the provider said when it was asked, {"commands"}, and
-- how the payment stood before, {"state", "refundedMinor"}: what came since is no difference. That less went back at
-- the provider than here is a difference only where the provider tells the whole sum.
create or replace function public.payment_differences(
  p_payment public.payments,
  p_answer jsonb
) returns table (rule text, detail jsonb)
language sql
stable
set search_path = ''
as $$
  with told as (
    select command, command ->> 'type' as type, command ->> 'providerPaymentId' as money_id
    from jsonb_array_elements(p_answer -> 'commands') as listed (command)
  ),
  money as (
    select
      told.money_id, (told.command ->> 'amountMinor')::bigint + (told.command ->> 'taxMinor')::bigint as sum,
      paid.received_minor as received
    from told
    left join public.payments as paid
      on paid.account_id = p_payment.account_id and paid.provider = p_payment.provider
      and paid.provider_payment_id = told.money_id and paid.state = 'succeeded'
    where told.type = 'payment_succeeded'
  ),
  back as (
    select
      greatest(
        max((told.command ->> 'cumulativeMinor')::bigint),
        (
          select sum((refund ->> 'amountMinor')::bigint)
          from told as news
          cross join lateral jsonb_array_elements(news.command -> 'refunds') as listed (refund)
          where news.type = 'refund_changed' and refund ->> 'state' = 'succeeded'
        ),
        0
      ) as sum,
      bool_or(told.command ? 'cumulativeMinor') as is_whole
    from told
    where told.type = 'refund_changed' and told.money_id = p_payment.provider_payment_id
  )
  select
    'what was paid at the provider was paid here',
    jsonb_build_object('is', coalesce(money.received, 0), 'should be', money.sum)
  from money
  where money.received is distinct from money.sum
  union all
  select
    'what was paid here was paid at the provider', jsonb_build_object('is', p_payment.received_minor, 'should be', 0)
  where p_payment.state = 'succeeded'
    and p_answer ->> 'state' = 'succeeded'
    and not exists (select from money where money.money_id = p_payment.provider_payment_id)
  union all
  select
    'what went back at the provider went back here',
    jsonb_build_object('is', p_payment.refunded_minor, 'should be', back.sum)
  from back
  where back.sum > p_payment.refunded_minor
    or back.is_whole and back.sum < least(p_payment.refunded_minor, (p_answer ->> 'refundedMinor')::bigint)
  union all
  select
    'disputes stand as at the provider',
    jsonb_build_object(
      'dispute', told.command ->> 'disputeId', 'is', dispute.state, 'should be', told.command ->> 'state'
    )
  from told
  left join public.disputes as dispute
    on dispute.account_id = p_payment.account_id and dispute.provider = p_payment.provider
    and dispute.provider_dispute_id = told.command ->> 'disputeId'
  where told.type = 'dispute_changed' and dispute.state is distinct from told.command ->> 'state';
$$;
