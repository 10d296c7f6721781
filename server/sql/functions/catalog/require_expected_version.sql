-- Refuses to publish where the author saw another version than the current one, which the caller has read under its
-- lock.
-- Errors: MSVER with {"currentVersion"} as detail.
create or replace function public.require_expected_version(
  p_current_version int,
  p_expected_version int
) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_current_version <> p_expected_version then
    raise exception 'Somebody else published version % meanwhile', p_current_version
      using errcode = 'MSVER', detail = jsonb_build_object('currentVersion', p_current_version);
  end if;
end;
$$;
