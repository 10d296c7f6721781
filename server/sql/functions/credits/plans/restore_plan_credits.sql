-- Gives back of what refunds took along so much as the plan that the account has now includes for the period that
-- runs: who buys a plan again has its credits, though a period is granted for only once.
-- The caller holds the balance's lock, and has settled it.
create or replace function public.restore_plan_credits(p_account_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_lot record;
  v_standing record;
  v_amount bigint;
begin
  for v_lot in
    select lot.id, public.refunded_of_lot(p_account_id, lot.id) as refunded
    from public.account_plan_credits as term
    join public.credit_lots as lot
      on lot.account_id = p_account_id
      and lot.source = 'subscription'
      and lot.source_id = term.plan_version_id::text
      and lot.period_start = term.period_start
    where term.account_id = p_account_id
      and term.granted_until > p_now
      and lot.revoked > 0
      and lot.expires_at > p_now
    order by lot.id
  loop
    select * into v_standing from public.plan_credits_standing(p_account_id, p_now);
    v_amount := least(v_lot.refunded, v_standing.included - v_standing.given);
    if v_amount > 0 then
      perform public.reinstate_credits(
        p_account_id, v_lot.id, v_amount, p_reason => 'plan again', p_now => p_now
      );
    end if;
  end loop;
end;
$$;
