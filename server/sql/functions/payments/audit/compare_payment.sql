-- Compares a payment with what its provider said when it was asked, once that is in the books: true where nothing
-- differs. What differs is kept with the payment, for whoever looks (audit_provider_answers) or mends (apply_answer).
-- p_commands: all that the provider knows; null where it did not say, then only that it was asked is written down.
-- p_state, p_refunded_minor: how the payment stood before it was asked.
-- Errors: MSNOF.
-- Locks: the order.
create or replace function public.compare_payment(
  p_account_id uuid,
  p_payment_id uuid,
  p_commands jsonb,
  p_state text,
  p_refunded_minor bigint,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_answer constant jsonb := jsonb_build_object(
    'at', p_now, 'commands', p_commands, 'state', p_state, 'refundedMinor', p_refunded_minor
  );
  v_payment public.payments;
  v_differs boolean;
begin
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  if not found then
    raise exception 'There is no such payment' using errcode = 'MSNOF';
  end if;
  perform public.lock_order(p_account_id, v_payment.order_id);
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  v_differs := case
    when p_commands is null then v_payment.facts ? 'answer'
    else exists (select from public.payment_differences(v_payment, v_answer))
  end;
  update public.payments
  set
    last_query_at = p_now,
    facts = case
      when p_commands is null then facts
      when v_differs then facts || jsonb_build_object('answer', v_answer)
      else facts - 'answer'
    end
  where account_id = p_account_id and id = p_payment_id;
  return not v_differs;
end;
$$;
