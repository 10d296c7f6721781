-- Puts what was found of the accounts from one id to another (null: what is about no account) in the place of what was
-- known of them. A finding keeps its id and the instant it was first seen; what was repaired stays, as such, unless it
-- is seen again.
-- The numbers of an account's credits are derived anew only where the lines and holds that prove them are sound: where
-- anything else is wrong with them, no repair is offered.
-- The caller holds the lock of the findings (lock_health_findings).
create or replace function public.keep_health_findings(
  p_found public.health_breach[],
  p_from_account_id uuid,
  p_to_account_id uuid,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
begin
  with breach as (
    select
      broken.*,
      public.health_finding_id(broken) as id,
      public.health_repair(broken.rule) as repair,
      bool_or(broken.check_name in ('balances', 'ledger') and public.health_repair(broken.rule) is null)
        over (partition by broken.account_id) as is_unproven
    from unnest(p_found) as broken
  ),
  kept as (
    insert into public.health_findings as known (
      id, check_name, rule, account_id, detail, repair, first_seen_at, last_seen_at
    )
    select distinct on (breach.id)
      breach.id, breach.check_name, breach.rule, breach.account_id, breach.detail,
      case when breach.repair <> 'rebuild_credits' or not breach.is_unproven then breach.repair end, p_now, p_now
    from breach
    order by breach.id
    on conflict (id) do update set
      detail = excluded.detail,
      repair = excluded.repair,
      first_seen_at = case when known.repaired_at is null then known.first_seen_at else excluded.first_seen_at end,
      last_seen_at = excluded.last_seen_at,
      repaired_at = null
  )
  delete from public.health_findings as known
  where known.repaired_at is null
    and (
      known.account_id between p_from_account_id and p_to_account_id
      or (known.account_id is null and p_from_account_id is null)
    )
    and known.id not in (select breach.id from breach);
end;
$$;
