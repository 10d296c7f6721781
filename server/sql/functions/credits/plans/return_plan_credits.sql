-- Gives back what was taken along of a plan's credits (take_plan_credits), as the money came back; what has expired
-- meanwhile stays so.
-- Errors: MSAUN.
-- Locks: the balance.
create or replace function public.return_plan_credits(
  p_account_id uuid,
  p_plan_id uuid,
  p_from timestamptz,
  p_until timestamptz,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform public.settle_credits(p_account_id, p_now);
  perform public.reinstate_credits(
    p_account_id, lot.lot_id, lot.refunded, p_reason => 'refund undone', p_now => p_now
  )
  from public.plan_credit_lots(p_account_id, p_plan_id, p_from, p_until, p_now) as lot
  where lot.refunded > 0;
end;
$$;
