-- Refuses an amount that does not fit on top of what counts against a counter already, and that credits can't pay as
-- far as it goes beyond. Returns what they have to pay: nothing where it fits. `p_held` of it counts already.
-- Errors: MSQEX, with `required` and `left` (which counts what is held for it) in the detail, with `retryAt` where the
-- same request can succeed by then, and with `cap` where the owner's limit for the period refuses; MSICR with `balance`
-- and `required`; MSINV full counter.
-- Locks: the balance, where credits may pay. The caller holds the counter.
create or replace function public.require_room(
  p_counter public.user_usage,
  p_entitlement public.account_entitlements,
  p_held bigint,
  p_amount bigint,
  p_now timestamptz,
  out units bigint,
  out credits bigint
)
language plpgsql
set search_path = ''
as $$
declare
  v_refusal text := public.refusal_of(
    p_counter.quota, p_counter.overage, p_counter.used + p_counter.reserved, p_amount - p_held
  );
  v_terms public.account_entitlements;
  v_available bigint;
begin
  units := 0;
  credits := 0;
  if v_refusal = 'quota_exceeded' then
    v_terms := public.overage_terms(
      p_counter, p_entitlement, least(p_now, p_counter.period_end - interval '1 microsecond'), p_now
    );
    v_available := public.available_for_overage(p_counter.account_id, p_counter.feature_code, v_terms, p_now);
    select judged.units, judged.credits, judged.code
    into units, credits, v_refusal
    from public.judge_overage(p_counter, v_terms, v_available, p_amount - p_held) as judged;
  end if;

  case v_refusal
    when 'quota_exceeded' then
      raise exception 'The quota does not have that much left' using
        errcode = 'MSQEX',
        detail = jsonb_strip_nulls(
          jsonb_build_object(
            'required', p_amount,
            'left', greatest(
              p_counter.quota + p_counter.overage - p_counter.used - p_counter.reserved + p_held, 0
            ),
            'retryAt', public.quota_retry_at(p_counter, p_entitlement, p_amount, false, p_now),
            'cap', case
              when credits is not null
              then jsonb_build_object('left', public.overage_cap_left(p_counter), 'required', credits)
            end
          )
        )::text;
    when 'insufficient_credits' then
      raise exception 'The part beyond the quota costs % credit%; there are %',
        credits, case when credits = 1 then '' else 's' end, v_available using
        errcode = 'MSICR',
        detail = jsonb_build_object('balance', v_available, 'required', credits)::text;
    when 'counter_full' then
      raise exception 'The counter can''t hold that much' using
        errcode = 'MSINV',
        detail = '{"errors": [{"path": "amount", "message": "The counter of this period would pass 2^53 - 1"}]}';
    else
      null;
  end case;
end;
$$;
