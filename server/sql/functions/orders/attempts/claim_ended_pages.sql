-- Takes pages that are open though their order needs none any more (it has ended, or was paid at a page before), for a
-- node that then closes them: nobody else is given them for half a minute, which is longer than asking a provider
-- takes. One of each provider comes before the second of any, so that many of one that is silent hold up no other's.
create or replace function public.claim_ended_pages(
  p_limit int,
  p_now timestamptz default clock_timestamp()
) returns table (account_id uuid, payment_id uuid)
language sql
set search_path = ''
as $$
  with due as (
    select
      payment.account_id, payment.id,
      row_number() over (
        partition by payment.provider
        order by payment.close_at nulls first, payment.created_at
      ) as place
    from public.payments as payment
    join public.orders on orders.account_id = payment.account_id and orders.id = payment.order_id
    where payment.state = 'open'
      and orders.status <> 'pending'
      and (payment.close_at is null or payment.close_at <= p_now)
  ),
  taken as (
    select payment.account_id, payment.id
    from public.payments as payment
    join due on due.account_id = payment.account_id and due.id = payment.id
    where payment.state = 'open' and (payment.close_at is null or payment.close_at <= p_now)
    order by due.place
    limit p_limit
    for no key update of payment skip locked
  )
  update public.payments as payment
  set close_at = p_now + interval '30 seconds'
  where (payment.account_id, payment.id) in (select taken.account_id, taken.id from taken)
  returning payment.account_id, payment.id;
$$;
