-- Tells which plan version an account has from now on, until `p_ends_at` (null: without end), and which one follows
-- then (null: none; the same one: it goes on), until `p_next_ends_at` (null: without end). What the versions include is
-- granted as its time comes, the running period's at once. What has been granted stays until its end, whatever plan
-- comes; none is granted that begins after the plan's end. What a refund took along of the running period comes back as
-- far as the plan includes it. Telling the same again changes nothing.
-- Months and years of the account are counted from `p_anchor_at`.
-- Errors: MSAUN.
-- Locks: the balance. The caller holds the account.
create or replace function public.set_plan_credits(
  p_account_id uuid,
  p_plan_version_id uuid,
  p_anchor_at timestamptz,
  p_ends_at timestamptz default null,
  p_next_plan_version_id uuid default null,
  p_next_ends_at timestamptz default null,
  p_now timestamptz default clock_timestamp()
) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- What began before was the former plan's.
  perform public.settle_credits(p_account_id, p_now);

  delete from public.account_plan_credits
  where account_id = p_account_id and starts_at > p_now and granted_until = '-infinity';
  update public.account_plan_credits
  set ends_at = p_now
  where account_id = p_account_id and ends_at > p_now and plan_version_id <> p_plan_version_id;

  insert into public.account_plan_credits as term (
    account_id, plan_version_id, amount, interval, rollover_periods, anchor_at, starts_at, ends_at
  )
  select
    p_account_id, included.plan_version_id, included.amount, included.interval, included.rollover_periods,
    p_anchor_at, holds.starts_at, coalesce(holds.ends_at, 'infinity')
  from (
    values
      (
        1, p_plan_version_id, p_now,
        case when p_next_plan_version_id = p_plan_version_id then p_next_ends_at else p_ends_at end
      ),
      (2, nullif(p_next_plan_version_id, p_plan_version_id), p_ends_at, p_next_ends_at)
  ) as holds(ordinal, plan_version_id, starts_at, ends_at)
  join public.plan_credits as included on included.plan_version_id = holds.plan_version_id
  order by holds.ordinal
  on conflict (account_id, plan_version_id) do update
  set
    -- It goes on where it is held already.
    starts_at = case
      when term.starts_at <= excluded.starts_at and term.ends_at > excluded.starts_at then term.starts_at
      else excluded.starts_at
    end,
    ends_at = excluded.ends_at;

  perform public.grant_due_plan_credits(p_account_id, p_now);
  perform public.restore_plan_credits(p_account_id, p_now);
  perform public.refresh_credit_due(p_account_id);
end;
$$;
