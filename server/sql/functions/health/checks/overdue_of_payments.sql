-- What providers should have been asked long ago for the accounts from one id to another: by its time, a question or a
-- refund goes out within seconds; and a refund has its final word within days.
create or replace function public.overdue_of_payments(
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_now timestamptz
) returns table (rule text, account_id uuid, detail jsonb)
language sql
stable
set search_path = ''
as $$
  select
    'attempts are asked about in time', payment.account_id,
    jsonb_build_object(
      'order', payment.order_id, 'payment', payment.id, 'provider', payment.provider, 'is', payment.next_query_at,
      'should be after', p_now - public.overdue_after()
    )
  from public.payments as payment
  where payment.account_id between p_from_account_id and p_to_account_id
    and payment.next_query_at < p_now - public.overdue_after()
  union all
  select
    'refunds are asked for in time', refund.account_id,
    jsonb_build_object(
      'order', refund.order_id, 'refund', refund.id, 'is', refund.send_at,
      'should be after', p_now - public.overdue_after()
    )
  from public.refunds as refund
  where refund.account_id between p_from_account_id and p_to_account_id
    and refund.state in ('requested', 'pending')
    and refund.send_at < p_now - public.overdue_after()
  union all
  select
    'refunds come to an end', refund.account_id,
    jsonb_build_object(
      'order', refund.order_id, 'refund', refund.id, 'is', refund.created_at,
      'should be after', p_now - interval '7 days'
    )
  from public.refunds as refund
  where refund.account_id between p_from_account_id and p_to_account_id
    and refund.state in ('requested', 'pending')
    and refund.created_at < p_now - interval '7 days';
$$;
