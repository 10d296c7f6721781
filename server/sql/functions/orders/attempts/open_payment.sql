-- Begins an attempt at paying an order, before its provider is asked for a page. The result is one of
--   opened       the attempt, with the reference that the provider is told
--   blocked      an attempt that is to be closed first
--   processing   the attempt whose money is on its way
--   not_payable  the status of the order; `closed` where its account is; `pending` where its plan can never begin
-- An order whose time is over expires here.
-- p_pay_until: until when the page can be paid, at most; it may outlive the order. Left out: as long from now as an
-- order can be paid, and a minute.
-- Errors: MSNOF.
-- Locks: the order.
create or replace function public.open_payment(
  p_account_id uuid,
  p_order_id uuid,
  p_provider text,
  p_actor jsonb default null,
  p_is_test boolean default false,
  p_pay_until timestamptz default null,
  p_now timestamptz default clock_timestamp(),
  out result text,
  out status text,
  out payment_id uuid,
  out reference text,
  out provider text,
  out state text,
  out created_at timestamptz
)
language plpgsql
set search_path = ''
as $$
declare
  v_order public.orders;
  v_attempt int;
begin
  perform public.lock_order(p_account_id, p_order_id);
  status := public.end_order(p_account_id, p_order_id, 'expired', null, p_now);
  select * into v_order from public.orders where account_id = p_account_id and id = p_order_id;
  if status = 'pending' and public.account_is_closed(p_account_id) then
    status := 'closed';
  end if;
  select coalesce(max(payment.attempt), 0) + 1 into v_attempt
  from public.payments as payment
  where payment.account_id = p_account_id and payment.order_id = p_order_id;
  -- Further sums at a page are numbered as attempts are (add_received_payment): room is left for them.
  if status <> 'pending' or v_order.is_test <> p_is_test or v_attempt > 89
    or public.plan_can_never_begin(p_account_id, p_order_id)
  then
    result := 'not_payable';
    return;
  end if;

  select
    case when payment.state = 'processing' then 'processing' else 'blocked' end, payment.id, payment.reference,
    payment.provider, payment.state, payment.created_at
  into result, payment_id, reference, provider, state, created_at
  from public.payments as payment
  where payment.account_id = p_account_id
    and payment.order_id = p_order_id
    and payment.state in ('intent', 'open', 'processing');
  if found then
    return;
  end if;

  result := 'opened';
  payment_id := public.uuid_v7(p_now);
  reference := v_order.order_number || lpad(v_attempt::text, 2, '0');
  provider := p_provider;
  state := 'intent';
  created_at := p_now;
  insert into public.payments (
    account_id, id, order_id, attempt, reference, provider, is_test, state, amount_minor, currency, pay_until,
    next_query_at, created_at
  )
  values (
    p_account_id, payment_id, p_order_id, v_attempt, reference, p_provider, p_is_test, state, v_order.amount_minor,
    v_order.currency, coalesce(p_pay_until, p_now + public.order_lifetime() + interval '1 minute'),
    p_now + interval '1 minute', p_now
  );
  perform public.note_order_event(
    p_account_id, p_order_id, 'payment_intent', p_now, payment_id,
    jsonb_build_object('provider', p_provider, 'reference', reference), p_actor
  );
end;
$$;
