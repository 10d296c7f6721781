-- Where the money of a payment is, in the provider's money:
--   received  what came
--   back      what of it is not ours, or may not be much longer: given back, on its way back, or held by a dispute
--   gone      what of it is gone for good: given back, or lost in a dispute
--   leaves    what of it goes back while the goods stay
-- What we asked to give back and what the provider says to have given back may be the same: the greater counts. What
-- it had given back before we asked is not.
create or replace function public.payment_money(
  p_account_id uuid,
  p_payment_id uuid,
  out received bigint,
  out back bigint,
  out gone bigint,
  out leaves bigint
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_refunded bigint;
  v_panel bigint;
  v_asked bigint;
  v_given bigint;
  v_held bigint;
  v_lost bigint;
begin
  select received_minor, refunded_minor, panel_refunded_minor into received, v_refunded, v_panel
  from public.payments
  where account_id = p_account_id and id = p_payment_id;
  select
    coalesce(sum(amount_minor) filter (where state <> 'failed'), 0),
    coalesce(sum(amount_minor) filter (where state = 'succeeded'), 0),
    coalesce(sum(amount_minor) filter (where state <> 'failed' and not takes_goods), 0)
  into v_asked, v_given, leaves
  from public.refunds
  where account_id = p_account_id and payment_id = p_payment_id;
  select
    coalesce(sum(amount_minor), 0),
    coalesce(sum(amount_minor) filter (where state = 'lost'), 0)
  into v_held, v_lost
  from public.disputes
  where account_id = p_account_id and payment_id = p_payment_id and state in ('opened', 'lost');

  back := least(received, greatest(v_refunded, v_asked + v_panel) + v_held);
  gone := least(received, greatest(v_refunded, v_given + v_panel) + v_lost);
  leaves := least(back, leaves);
end;
$$;
