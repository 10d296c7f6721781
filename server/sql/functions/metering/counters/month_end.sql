-- When the month of an account ends that is under way at an instant: as its monthly counters say, whose end a change of
-- zone may have kept or carried on (moved_period_end); by the calendar where it has none.
create or replace function public.month_end(
  p_account_id uuid,
  p_anchor_at timestamptz,
  p_time_zone text,
  p_at timestamptz
) returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select max(usage.period_end)
      from public.user_usage as usage
      where usage.account_id = p_account_id
        and usage.reset_period = 'monthly'
        and usage.period_start <= p_at
        and usage.period_end > p_at
        and usage.period_end = usage.due_end
    ),
    (public.usage_period('monthly', p_anchor_at, p_time_zone, p_at)).period_end
  );
end;
$$;
