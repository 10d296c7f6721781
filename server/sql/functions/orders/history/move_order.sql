-- Moves an order to another status. One that ends unpaid keeps its offer for 7 days, for money that comes late.
-- The caller holds the order.
-- Errors: 23001 where order_transitions has no such line.
create or replace function public.move_order(
  p_account_id uuid,
  p_order_id uuid,
  p_status text,
  p_cause text,
  p_now timestamptz,
  p_actor jsonb default null,
  p_event_at timestamptz default null,
  p_kept_payment_id uuid default null
) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.orders
  set
    status = p_status,
    status_cause = p_cause,
    status_actor = p_actor,
    status_event_at = p_event_at,
    status_at = p_now,
    kept_payment_id = coalesce(p_kept_payment_id, kept_payment_id),
    ended_at = case
      when p_status in ('failed', 'cancelled', 'expired', 'needs_review') then coalesce(ended_at, p_now)
      else ended_at
    end,
    offer_until = case
      when p_status in ('failed', 'cancelled', 'expired', 'needs_review')
        then coalesce(offer_until, p_now + interval '7 days')
      else offer_until
    end
  where account_id = p_account_id and id = p_order_id;
end;
$$;
