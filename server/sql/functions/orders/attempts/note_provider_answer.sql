-- Keeps what a provider answered about an attempt, and returns the state that it has now. A page may be handed out only
-- where that is `open`: a slow answer may find the attempt closed, or paid, or the order ended.
-- p_answer: {"kind": "page", "checkoutId", "url", "codeUrl", "payUntil"}, {"kind": "refused", "code"} or
-- {"kind": "closed"}; of an answer that is unknown there is nothing to keep.
-- Errors: MSNOF; MSINV.
-- Locks: the order.
create or replace function public.note_provider_answer(
  p_account_id uuid,
  p_payment_id uuid,
  p_answer jsonb,
  p_now timestamptz default clock_timestamp()
) returns text
language plpgsql
set search_path = ''
as $$
declare
  v_kind constant text := p_answer ->> 'kind';
  v_payment public.payments;
  v_status text;
  v_state text;
begin
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  if not found then
    raise exception 'There is no such payment' using errcode = 'MSNOF';
  elsif v_kind is null or v_kind not in ('page', 'refused', 'closed') then
    raise exception 'The answer is of no known kind' using
      errcode = 'MSINV', detail = '{"errors": [{"path": "answer", "message": "page, refused or closed"}]}';
  end if;
  perform public.lock_order(p_account_id, v_payment.order_id);
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  select status into v_status from public.orders where account_id = p_account_id and id = v_payment.order_id;

  v_state := case
    when v_payment.state not in ('intent', 'open') then v_payment.state
    when v_kind = 'page' then case when v_status = 'pending' then 'open' else 'closed' end
    when v_kind = 'refused' then 'failed'
    else 'closed'
  end;
  -- Where a page was made is worth knowing whatever became of the attempt: it may have to be closed, or asked about.
  update public.payments
  set
    state = v_state,
    checkout_id = coalesce(checkout_id, p_answer ->> 'checkoutId'),
    checkout_url = coalesce(checkout_url, p_answer ->> 'url'),
    code_url = coalesce(code_url, p_answer ->> 'codeUrl'),
    pay_until = coalesce((p_answer ->> 'payUntil')::timestamptz, pay_until),
    next_query_at = case
      when v_state = 'open' and v_payment.state = 'intent' then p_now + interval '30 seconds'
      else next_query_at
    end
  where account_id = p_account_id and id = p_payment_id;
  if v_state <> v_payment.state then
    perform public.note_order_event(
      p_account_id, v_payment.order_id, 'payment_' || v_state, p_now, p_payment_id, p_cause => p_answer ->> 'code'
    );
  end if;
  return v_state;
end;
$$;
