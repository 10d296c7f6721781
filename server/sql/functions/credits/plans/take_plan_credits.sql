-- Takes along what is left of the credits that a plan gave while it was paid for, as all of the money has gone back;
-- returns how many. Of a period that runs, so much stays as the plan that the account has now includes. What is spent
-- is not asked for and what is held is let be, so that no debt comes of it (docs/adr/0040-credits-go-with-a-plan.md).
-- Errors: MSAUN.
-- Locks: the balance.
create or replace function public.take_plan_credits(
  p_account_id uuid,
  p_plan_id uuid,
  p_from timestamptz,
  p_until timestamptz,
  p_now timestamptz
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_lot record;
  v_standing record;
  v_amount bigint;
  v_taken bigint := 0;
begin
  perform public.settle_credits(p_account_id, p_now);
  for v_lot in select * from public.plan_credit_lots(p_account_id, p_plan_id, p_from, p_until, p_now)
  loop
    v_amount := v_lot.free;
    if v_lot.is_running then
      select * into v_standing from public.plan_credits_standing(p_account_id, p_now);
      v_amount := least(v_amount, v_standing.given - v_standing.included);
    end if;
    if v_amount > 0 then
      perform public.revoke_credits(
        p_account_id, v_lot.lot_id, p_amount => v_amount, p_reason => 'refund', p_now => p_now
      );
      v_taken := v_taken + v_amount;
    end if;
  end loop;
  return v_taken;
end;
$$;
