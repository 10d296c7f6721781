-- How much of a lot a refund has taken along and nothing has given back since: what admins take is told apart by its
-- actor, and is none of it.
-- The caller holds the balance's lock.
create or replace function public.refunded_of_lot(p_account_id uuid, p_lot_id uuid) returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select
      coalesce(sum(
        case when line.type in ('revoke', 'debt') then line.amount else -line.amount end
      ), 0)::bigint
    from public.credit_transactions as line
    where line.account_id = p_account_id
      and line.against_lot_id = p_lot_id
      and line.actor is null
      and (
        line.type in ('revoke', 'debt') and line.reason = 'refund'
        or line.type in ('reinstate', 'debt_waived') and line.reason in ('refund undone', 'plan again')
      )
  );
end;
$$;
