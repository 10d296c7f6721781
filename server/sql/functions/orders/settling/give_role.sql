-- Decides what a payment that has come is for: it is kept where the order has none and its offer stands, else it is
-- surplus. An order that had ended, or can't be kept, passes needs_review.
-- The caller holds the order. Locks: for money that comes late the catalog for share and the account, so that what is
-- bought again at the same moment, or closed, is seen.
create or replace function public.give_role(
  p_account_id uuid,
  p_payment_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_payment public.payments;
  v_status text;
  v_refusal text;
begin
  select * into v_payment from public.payments where account_id = p_account_id and id = p_payment_id;
  select status into v_status
  from public.orders
  where account_id = p_account_id and id = v_payment.order_id;

  if v_status in ('failed', 'cancelled', 'expired', 'needs_review') then
    perform from public.catalog_revision for share;
    perform from public.accounts where id = p_account_id for no key update;
  end if;
  v_refusal := case
    when v_status in ('paid', 'partially_refunded', 'refunded') then 'paid_already'
    else public.offer_refusal(p_account_id, v_payment.order_id, p_now)
  end;
  if v_status in ('failed', 'cancelled', 'expired') or v_status = 'pending' and v_refusal is not null then
    perform public.move_order(
      p_account_id, v_payment.order_id, 'needs_review', coalesce(v_refusal, 'late_payment'), p_now,
      p_event_at => v_payment.paid_at
    );
  end if;

  update public.payments
  set role = case when v_refusal is null then 'kept' else 'surplus' end
  where account_id = p_account_id and id = p_payment_id;
  if v_refusal is null then
    perform public.move_order(
      p_account_id, v_payment.order_id, 'paid', 'payment', p_now,
      p_event_at => v_payment.paid_at, p_kept_payment_id => p_payment_id
    );
  else
    perform public.note_order_event(
      p_account_id, v_payment.order_id, 'surplus', p_now, p_payment_id, p_cause => v_refusal
    );
  end if;
end;
$$;
