-- Derives the numbers of an account's credits anew from what proves them: those of its lots from lines and holds, those
-- of its balance from lots and lines. Lines and holds themselves are never changed. The caller makes sure that this
-- mended it.
-- Locks: the balance.
create or replace function public.rebuild_credits(p_account_id uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_clock constant bigint := public.version_clock();
begin
  perform from public.credit_balances where account_id = p_account_id for no key update;
  with breach as (
    select broken.rule, (broken.detail ->> 'lot')::uuid as lot_id, (broken.detail ->> 'should be')::bigint as amount
    from (
      select * from public.audit_credit_lots(p_account_id, p_account_id)
      union all
      select * from public.audit_credit_uses(p_account_id, p_account_id)
      union all
      select * from public.audit_credit_holds(p_account_id, p_account_id)
    ) as broken
    where broken.detail ? 'lot'
  ),
  proven as (
    select
      breach.lot_id,
      max(breach.amount) filter (where breach.rule = 'remaining = sum of lines') as remaining,
      max(breach.amount) filter (where breach.rule = 'expired = sum of lines') as expired,
      max(breach.amount) filter (where breach.rule = 'revoked = sum of lines') as revoked,
      max(breach.amount) filter (where breach.rule = 'owed = sum of lines') as owed,
      max(breach.amount) filter (where breach.rule = 'used = uses that did not come back') as used,
      max(breach.amount) filter (where breach.rule = 'held of a lot = sum of its holds') as held
    from breach
    group by breach.lot_id
  )
  update public.credit_lots as lot
  set
    remaining = coalesce(proven.remaining, lot.remaining),
    expired = coalesce(proven.expired, lot.expired),
    revoked = coalesce(proven.revoked, lot.revoked),
    owed = coalesce(proven.owed, lot.owed),
    used = coalesce(proven.used, lot.used),
    held = coalesce(proven.held, lot.held)
  from proven
  where lot.account_id = p_account_id and lot.id = proven.lot_id;

  update public.credit_balances as balance
  set
    balance = lots.remaining,
    held = lots.held,
    debt = lots.owed,
    due_at = public.next_credit_due(p_account_id),
    version = public.next_version(balance.version, v_clock)
  from (
    select
      coalesce(sum(lot.remaining), 0) as remaining, coalesce(sum(lot.held), 0) as held,
      coalesce(sum(lot.owed), 0) as owed
    from public.credit_lots as lot
    where lot.account_id = p_account_id
  ) as lots
  where balance.account_id = p_account_id;
end;
$$;
