-- The counter that an entitlement would open for an instant that no counter covers: its period, and the usage it
-- starts with.
--
-- The period is cut where it would overlap a neighbour, which happens only after a quota's reset period changed;
-- what was charged to the earlier row since the period's natural start is carried over, so that switching back and
-- forth never grants the same quota twice. `counts_from` is that natural start: what happened since then and is told
-- only later is charged to the new row too.
create or replace function public.counter_to_open(
  p_entitlement public.account_entitlements,
  p_instant timestamptz,
  out period_start timestamptz,
  out period_end timestamptz,
  out counts_from timestamptz,
  out carried bigint
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_natural record;
begin
  v_natural := public.usage_period(
    p_entitlement.reset_period, p_entitlement.anchor_at, p_entitlement.time_zone, p_instant
  );

  select
    greatest(v_natural.period_start, max(usage.period_end) filter (where usage.period_start <= p_instant)),
    least(v_natural.period_end, min(usage.period_start) filter (where usage.period_start > p_instant))
  into period_start, period_end
  from public.user_usage as usage
  where usage.account_id = p_entitlement.account_id
    and usage.feature_code = p_entitlement.feature_code
    and usage.period_end > v_natural.period_start;

  counts_from := v_natural.period_start;
  carried := 0;
  if period_start > v_natural.period_start then
    select least(coalesce(sum(record.amount), 0), 9007199254740991)
    into carried
    from public.charged_uses(p_entitlement.account_id, p_entitlement.feature_code) as record
    where record.occurred_at >= v_natural.period_start and record.period_start < counter_to_open.period_start;
  end if;
end;
$$;
