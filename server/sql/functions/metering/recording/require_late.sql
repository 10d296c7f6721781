-- Makes sure that a use without a counter is late, or of before the account had the feature, by the entitlement that it
-- was judged by (null where there was none): it is recorded, and charged to nothing. Where the feature was given or
-- taken since, that may be wrong, and all is to be judged again.
-- Errors: 40001 in that case (try again).
create or replace function public.require_late(
  p_account_id uuid,
  p_feature_code text,
  p_judged_version bigint,
  p_at timestamptz,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
declare
  v_opened int;
begin
  -- The version is read by a statement of its own: one that also looked for counters would read what was there before
  -- they were looked for. What is found then stays: open_counters keeps an entitlement that it finds from changing.
  v_opened := public.open_counters(array[p_account_id], array[p_feature_code], array[p_at], p_now);
  if v_opened > 0
    or p_judged_version is distinct from (
      select version
      from public.account_entitlements
      where account_id = p_account_id and feature_code = p_feature_code
    )
  then
    raise exception 'the feature was given or taken meanwhile' using errcode = 'serialization_failure';
  end if;
end;
$$;
