-- The counter that an entitlement would open for an instant that no counter covers: its period, and the usage it
-- starts with, what credits have paid of it included.
--
-- The period is cut where it would overlap a neighbour, which happens only after a quota's reset period changed;
-- what was charged to the earlier row since the period's start is carried over, so that switching back and forth never
-- grants the same quota twice. `counts_from` is that start: what happened since then and is told only later is charged
-- to the new row too. It is the natural start of the period, or that of a counter of the same kind which such a change
-- closed before its time: then the new one goes on in its place, until its end.
create or replace function public.counter_to_open(
  p_entitlement public.account_entitlements,
  p_instant timestamptz,
  out period_start timestamptz,
  out period_end timestamptz,
  out counts_from timestamptz,
  out carried bigint,
  out overage bigint,
  out overage_credits bigint,
  out first_end timestamptz,
  out due_end timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_natural record;
  v_closed record;
  v_carried numeric;
  -- Of which records the uses are counted; null where nothing of the account has left for files.
  v_kept_from uuid;
begin
  v_natural := public.usage_period(
    p_entitlement.reset_period, p_entitlement.anchor_at, p_entitlement.time_zone, p_instant
  );
  counts_from := v_natural.period_start;
  first_end := v_natural.period_end;
  due_end := v_natural.period_end;

  -- The last of its kind: only of that one is the end kept true, and moved with the zone (change_time_zone).
  select usage.counts_from, usage.first_end, usage.due_end, usage.period_end
  into v_closed
  from public.user_usage as usage
  where usage.account_id = p_entitlement.account_id
    and usage.feature_code = p_entitlement.feature_code
    and usage.reset_period = p_entitlement.reset_period
    and usage.period_start <= p_instant
  order by usage.period_start desc
  limit 1;
  if v_closed.due_end > p_instant and v_closed.period_end < v_closed.due_end then
    counts_from := v_closed.counts_from;
    first_end := v_closed.first_end;
    due_end := v_closed.due_end;
  end if;

  -- A month that a change of zone has let run on past the natural start of this one was whole: nothing is carried.
  select greatest(counter_to_open.counts_from, max(usage.period_end))
  into counts_from
  from public.user_usage as usage
  where usage.account_id = p_entitlement.account_id
    and usage.feature_code = p_entitlement.feature_code
    and usage.reset_period = 'monthly'
    and p_entitlement.reset_period = 'monthly'
    and usage.period_start <= p_instant
    and usage.period_end > counter_to_open.counts_from
    and usage.period_end < counter_to_open.counts_from + public.month_end_leeway()
    and usage.period_end = usage.due_end;

  select
    greatest(counter_to_open.counts_from, max(usage.period_end) filter (where usage.period_start <= p_instant)),
    least(counter_to_open.due_end, min(usage.period_start) filter (where usage.period_start > p_instant))
  into period_start, period_end
  from public.user_usage as usage
  where usage.account_id = p_entitlement.account_id
    and usage.feature_code = p_entitlement.feature_code
    and usage.period_end > counter_to_open.counts_from;

  carried := 0;
  overage := 0;
  overage_credits := 0;
  if period_start > counts_from then
    -- For most there is nothing, and this is on the way of uses.
    if exists (
      select
      from public.archived_uses as archived
      where archived.account_id = p_entitlement.account_id and archived.feature_code = p_entitlement.feature_code
    ) then
      v_kept_from := public.oldest_kept_usage();
    end if;

    select coalesce(sum(record.amount), 0), coalesce(sum(payment.units), 0), coalesce(sum(payment.credits), 0)
    into v_carried, overage, overage_credits
    from public.charged_uses(p_entitlement.account_id, p_entitlement.feature_code) as record
    left join public.usage_payments as payment
      on payment.account_id = p_entitlement.account_id and payment.record_id = record.id
    where record.occurred_at >= counter_to_open.counts_from
      and record.period_start < counter_to_open.period_start
      -- Where a month leaves meanwhile, a plan of before may read it still: its uses are counted below. Not in a way
      -- that leaves out partitions, for which Postgres would plan each call anew.
      and (record.id >= v_kept_from) is not false;

    -- Of months that have left for files.
    if v_kept_from is not null then
      select
        v_carried + coalesce(sum(archived.amount), 0),
        counter_to_open.overage + coalesce(sum(paid.units), 0),
        counter_to_open.overage_credits + coalesce(sum(paid.credits), 0)
      into v_carried, overage, overage_credits
      from public.charged_archived_uses(
        p_entitlement.account_id, p_entitlement.feature_code, v_kept_from
      ) as archived
      cross join lateral (
        select sum(payment.units) as units, sum(payment.credits) as credits
        from public.archived_payments(archived) as payment
      ) as paid
      where archived.last_at >= counter_to_open.counts_from
        and archived.period_start < counter_to_open.period_start;
    end if;
    carried := least(v_carried, public.counter_limit());
  end if;
end;
$$;
