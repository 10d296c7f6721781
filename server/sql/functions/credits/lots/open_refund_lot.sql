-- A lot for credits that come back when the lot they came from is past, or full: it lives for `p_life` from now.
-- It has the id of the line that the caller writes for it. The caller holds the balance's lock.
create or replace function public.open_refund_lot(
  p_account_id uuid,
  p_line_id uuid,
  p_amount bigint,
  p_life interval,
  p_now timestamptz
) returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.credit_lots (
    account_id, id, source, source_id, amount, remaining, priority, expires_at, created_at
  )
  values (
    p_account_id, p_line_id, 'refund', p_line_id::text, p_amount, p_amount, public.credit_priority('refund'),
    p_now + p_life, p_now
  );
$$;
