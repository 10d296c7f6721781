-- Of the detail of a finding, which row it is about: what stays the same while the numbers go on.
create or replace function public.health_finding_place(p_detail jsonb) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select p_detail - array['is', 'should be', 'should be at most', 'should be at least', 'should be after', 'attempts'];
$$;
