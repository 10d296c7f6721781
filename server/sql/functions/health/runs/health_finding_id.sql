-- The id of a finding: the same for the same rule and the same row, while the numbers go on. A UUID of version 8 (RFC
-- 9562, §5.8), made of a digest.
create or replace function public.health_finding_id(p_breach public.health_breach) returns uuid
language sql
immutable
set search_path = ''
as $$
  select overlay(overlay(digest placing '8' from 13 for 1) placing '8' from 17 for 1)::uuid
  from md5(
    row(
      (p_breach).rule, (p_breach).account_id,
      (p_breach).detail
        - array['is', 'should be', 'should be at most', 'should be at least', 'should be after', 'attempts']
    )::text
  ) as digest;
$$;
