-- Books once more what a provider said of a payment when it was last asked, where the two differ (compare_payment):
-- facts are merged again, and the order is settled. True where nothing differs then.
-- Errors: MSNOF.
-- Locks: as apply_event.
create or replace function public.apply_answer(
  p_account_id uuid,
  p_payment_id uuid,
  p_now timestamptz default clock_timestamp()
) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_payment public.payments;
  v_event public.provider_events;
  v_answer jsonb;
begin
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  if not found then
    raise exception 'There is no such payment' using errcode = 'MSNOF';
  end if;
  v_answer := v_payment.facts -> 'answer';
  if v_answer is null then
    return true;
  end if;
  v_event.provider := v_payment.provider;
  v_event.is_test := v_payment.is_test;
  perform public.apply_commands(v_event, v_answer -> 'commands', p_now);
  return public.compare_payment(
    p_account_id, p_payment_id, v_answer -> 'commands', v_answer ->> 'state', (v_answer ->> 'refundedMinor')::bigint,
    p_now
  );
end;
$$;
