-- Refuses an amount that does not fit on top of what counts against a counter already.
-- Errors: MSQEX, with `retryAt` in the detail where the same request can succeed by then; MSINV full counter.
create or replace function public.require_room(
  p_counter public.user_usage,
  p_entitlement public.account_entitlements,
  p_counted bigint,
  p_amount bigint,
  p_now timestamptz
) returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_retry_at timestamptz;
begin
  case public.refusal_of(p_counter.quota, p_counted, p_amount)
    when 'quota_exceeded' then
      v_retry_at := public.quota_retry_at(p_counter, p_entitlement, p_amount, false, p_now);
      raise exception 'The quota does not have that much left' using
        errcode = 'MSQEX',
        detail = jsonb_strip_nulls(jsonb_build_object('retryAt', v_retry_at))::text;
    when 'counter_full' then
      raise exception 'The counter can''t hold that much' using
        errcode = 'MSINV',
        detail = '{"errors": [{"path": "amount", "message": "The counter of this period would pass 2^53 - 1"}]}';
    else
      null;
  end case;
end;
$$;
