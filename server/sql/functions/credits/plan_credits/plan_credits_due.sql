-- The periods of plans' credits that have begun by an instant and that nobody has granted for yet, in the order in
-- which they began, each with what it gives and until when that lives; changes nothing. A plan that comes in the middle
-- of a running period gives only what goes beyond the most that any plan gave in it. Periods whose credits would have
-- ended long ago are left out, so that an absence of years is not counted month by month.
create or replace function public.plan_credits_due(
  p_account_id uuid,
  p_now timestamptz
) returns table (
  plan_version_id uuid,
  period_start timestamptz,
  period_end timestamptz,
  amount bigint,
  expires_at timestamptz
)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_time_zone text;
  v_terms public.account_plan_credits[];
  v_next record;
  v_before timestamptz;
  v_given bigint;
begin
  select array_agg(term) into v_terms from public.account_plan_credits as term where term.account_id = p_account_id;
  if v_terms is null then
    return;
  end if;
  select balance.time_zone into v_time_zone
  from public.credit_balances as balance
  where balance.account_id = p_account_id;

  loop
    select term.*, term.starts_at >= term.granted_until as is_new, begins.at
    into v_next
    from unnest(v_terms) with ordinality as term
    cross join lateral (select greatest(term.starts_at, term.granted_until) as at) as begins
    where begins.at <= p_now and begins.at < term.ends_at
    order by begins.at
    limit 1;
    exit when not found;

    select
      max(term.granted_until) filter (where term.interval = v_next.interval),
      max(term.amount) filter (where v_next.is_new and term.granted_until > v_next.at)
    into v_before, v_given
    from unnest(v_terms) as term;

    if v_before > v_next.at then
      select term.period_start, term.granted_until
      into period_start, period_end
      from unnest(v_terms) as term
      where term.interval = v_next.interval and term.granted_until = v_before
      limit 1;
    else
      select period.* into period_start, period_end
      from public.plan_credit_period(
        v_next.interval, v_next.anchor_at, v_time_zone, v_before,
        case
          when v_next.is_new then v_next.at
          else greatest(v_next.at, p_now - (v_next.rollover_periods + 2) * ('1 ' || v_next.interval)::interval)
        end
      ) as period;
    end if;
    expires_at := period_end;
    for _ in 1..v_next.rollover_periods loop
      select period.period_end into expires_at
      from public.plan_credit_period(
        v_next.interval, v_next.anchor_at, v_time_zone, expires_at, expires_at
      ) as period;
    end loop;
    plan_version_id := v_next.plan_version_id;
    amount := greatest(v_next.amount - coalesce(v_given, 0), 0);
    return next;

    v_terms[v_next.ordinality].period_start := period_start;
    v_terms[v_next.ordinality].granted_until := period_end;
  end loop;
end;
$$;
