-- The lots that live and that a plan, in any of its versions, gave from one instant until another, or that came back
-- then (restore_plan_credits); whether their period still runs; and what a refund has taken of them.
-- The caller holds the balance's lock, and has settled it.
create or replace function public.plan_credit_lots(
  p_account_id uuid,
  p_plan_id uuid,
  p_from timestamptz,
  p_until timestamptz,
  p_now timestamptz
) returns table (lot_id uuid, free bigint, is_running boolean, refunded bigint)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    lot.id, lot.remaining - lot.held, coalesce(term.granted_until > p_now, false),
    public.refunded_of_lot(p_account_id, lot.id)
  from public.plan_versions as version
  join public.credit_lots as lot
    on lot.account_id = p_account_id and lot.source = 'subscription' and lot.source_id = version.id::text
  left join public.account_plan_credits as term
    on term.account_id = p_account_id
    and term.plan_version_id = version.id
    and term.period_start = lot.period_start
  where version.plan_id = p_plan_id
    and lot.expires_at > p_now
    and (
      lot.created_at >= p_from and lot.created_at < p_until
      or exists (
        select
        from public.credit_transactions as line
        where line.account_id = p_account_id
          and line.against_lot_id = lot.id
          and line.type = 'reinstate'
          and line.created_at >= p_from
          and line.created_at < p_until
      )
    )
  order by lot.id;
end;
$$;
