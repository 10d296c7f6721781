-- What plans have given an account for the periods that run, less what refunds took of it, and the most that a plan
-- which it has now includes for a period.
-- The caller holds the balance's lock, and has settled it.
create or replace function public.plan_credits_standing(
  p_account_id uuid,
  p_now timestamptz,
  out given bigint,
  out included bigint
)
language plpgsql
stable
set search_path = ''
as $$
begin
  select coalesce(sum(lot.amount - public.refunded_of_lot(p_account_id, lot.id)), 0) into given
  from public.account_plan_credits as term
  join public.credit_lots as lot
    on lot.account_id = p_account_id
    and lot.source = 'subscription'
    and lot.source_id = term.plan_version_id::text
    and lot.period_start = term.period_start
  where term.account_id = p_account_id and term.granted_until > p_now;
  select coalesce(max(term.amount), 0) into included
  from public.account_plan_credits as term
  where term.account_id = p_account_id and term.starts_at <= p_now and term.ends_at > p_now;
end;
$$;
