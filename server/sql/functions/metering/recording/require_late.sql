-- Makes sure that a use without a counter is late, rather than of a feature that the account was given only after its
-- counter had been looked for.
-- Errors: 40001 in that case (try again).
create or replace function public.require_late(
  p_account_id uuid,
  p_feature_code text,
  p_at timestamptz,
  p_now timestamptz
) returns void
language plpgsql
set search_path = ''
as $$
begin
  if public.open_counters(array[p_account_id], array[p_feature_code], array[p_at], p_now) > 0 then
    raise exception 'the feature was granted meanwhile' using errcode = 'serialization_failure';
  end if;
end;
$$;
